//! The runner: one walk over the instructions, each rule called where it asked to be.

use syntax::TextRange;

use super::catalogue::{all_rules, rules_called};
use super::finding::Finding;
use super::index::{INDEX, Index, Sites};
use super::meta::{Category, Severity};
use super::rule::{Check, CommandSite, Findings, Rule};
use super::verdicts::{Keys, Verdict, Verdicts};
use crate::Analysis;
use crate::model::{InstructionInfo, noting};

/// Runs every rule that the settings leave on. Findings come in document order, without those that
/// comments in the file suppress.
pub fn lint(analysis: &Analysis<'_>) -> Vec<Finding> {
    let suppressions = analysis.suppressions();
    let severity_of = |rule: &Rule| {
        let is_on = rule.meta.on_by_default || suppressions.asks_for(rule.meta);
        analysis.inputs.options.rules.severity_where(rule.meta, is_on)
    };
    let severities = all_rules().iter().map(severity_of).collect();
    let mut run = Run { analysis, severities, findings: Findings::default() };
    run.walk();
    let mut found = run.findings.into_vec();
    found.retain(|finding| !suppressions.covers(analysis, finding));
    drop_repeated(&mut found);
    if suppressions.checks_are_errors {
        found.iter_mut().for_each(fail_the_build);
    }
    found.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.range.start(), finding.range.end(), finding.code);
        key(a).cmp(&key(b))
    });
    found.dedup();
    found
}

/// `# check=error=true`: BuildKit's own checks fail the build.
fn fail_the_build(finding: &mut Finding) {
    let is_check = rules_called(finding.code).iter().any(|rule| rule.meta.category == Category::Buildkit);
    if is_check && finding.severity > Severity::Hint {
        finding.severity = Severity::Error;
    }
}

/// What another tool says under an id that a rule of ours reports at the same place is not said twice.
fn drop_repeated(found: &mut Vec<Finding>) {
    let own = |finding: &&Finding| finding.foreign_id.is_none();
    if found.iter().all(|finding| own(&finding)) {
        return;
    }
    let owned: Vec<(&'static str, TextRange)> =
        found.iter().filter(own).map(|finding| (finding.code, finding.range)).collect();
    found.retain(|finding| {
        let Some(id) = &finding.foreign_id else { return true };
        let owners = rules_called(id);
        let is_said = |&(code, range): &(&str, TextRange)| {
            range.intersect(finding.range).is_some() && owners.iter().any(|owner| owner.meta.code == code)
        };
        !owned.iter().any(is_said)
    });
}

struct Run<'r, 'a> {
    analysis: &'r Analysis<'a>,
    /// By position in [`all_rules`]; `None` for rules that do not run.
    severities: Vec<Option<Severity>>,
    findings: Findings,
}

impl Run<'_, '_> {
    fn walk(&mut self) {
        let index = &*INDEX;
        self.instructions(index);
        for &at in &index.of_stages {
            for stage in &self.analysis.model.stages {
                self.call(at, |rule, analysis, findings| {
                    if let Check::Stage(check) = rule.check {
                        check(analysis, stage, findings);
                    }
                });
            }
        }
        for &at in &index.of_files {
            self.call(at, |rule, analysis, findings| {
                if let Check::File(check) = rule.check {
                    check(analysis, findings);
                }
            });
        }
    }

    /// Instructions one by one. What the last version of the file left is used, and this one leaves its own.
    fn instructions(&mut self, index: &'static Index) {
        let memo = self.analysis.inputs.memo.of_analyses();
        // Worked out first, so that what it looks at is not taken for what a rule looks at.
        self.analysis.environments();
        let mut verdicts = Verdicts::take(memo);
        let mut keys = Keys::new(self.analysis, &self.severities);
        for instruction in &self.analysis.model.instructions {
            self.kept(index, instruction, keys.of(instruction), &mut verdicts);
            self.sites(&index.wide, instruction);
        }
        verdicts.leave(memo);
    }

    /// Findings of the rules that look at one instruction, as they are known or found now.
    fn kept(
        &mut self,
        index: &'static Index,
        instruction: &InstructionInfo<'_>,
        key: u64,
        verdicts: &mut Verdicts,
    ) {
        if let Some(known) = verdicts.recall(key, |verdict| verdict.holds(self.analysis, instruction)) {
            self.findings.extend(known.findings_at(instruction));
            return;
        }
        let start = self.findings.len();
        let ((), lookups) = noting(|| self.sites(&index.kept, instruction));
        let found = self.findings.since(start);
        if let Some(verdict) = Verdict::of(found, &lookups, self.analysis, instruction) {
            verdicts.keep(key, verdict);
        }
    }

    fn sites(&mut self, index: &'static Sites, instruction: &InstructionInfo<'_>) {
        for &at in index.of_kind(instruction.kind()) {
            self.call(at, |rule, analysis, findings| {
                if let Check::Instruction(_, check) | Check::InstructionInFile(_, check) = rule.check {
                    check(analysis, instruction, findings);
                }
            });
        }
        let commands = if index.by_program.is_empty() { &[] } else { instruction.commands() };
        for (command_index, command) in commands.iter().enumerate() {
            let Some(invocation) = command.invocation() else { continue };
            let Some(rules) = index.by_program.get(invocation.program) else { continue };
            let site = CommandSite { instruction, command, index: command_index, invocation };
            for &at in rules {
                self.call(at, |rule, analysis, findings| {
                    if let Check::Command(_, check) = rule.check {
                        check(analysis, &site, findings);
                    }
                });
            }
        }
        if let Some(trigger) = &instruction.trigger {
            self.sites(index, trigger);
        }
    }

    /// Calls one rule and gives its findings the severity of the settings.
    fn call(&mut self, at: usize, check: impl FnOnce(&Rule, &Analysis<'_>, &mut Findings)) {
        let Some(severity) = self.severities[at] else { return };
        let rule = &all_rules()[at];
        let before = self.findings.len();
        check(rule, self.analysis, &mut self.findings);
        if severity != rule.meta.severity {
            for finding in self.findings.as_mut_slice_from(before) {
                finding.severity = severity;
            }
        }
        if self.findings.as_mut_slice_from(before).iter().any(|finding| finding.foreign_id.is_some()) {
            self.settle_foreign(before, rule);
        }
    }

    /// Gives findings that a rule passes on the severity that the settings have for their ids.
    fn settle_foreign(&mut self, before: usize, rule: &Rule) {
        let rules = &self.analysis.inputs.options.rules;
        self.findings.retain_from(before, |finding| {
            let Some(id) = &finding.foreign_id else { return true };
            let severity = rules.severity_of_foreign(id, finding.severity, rule.meta);
            finding.severity = severity.unwrap_or(finding.severity);
            severity.is_some()
        });
    }
}
