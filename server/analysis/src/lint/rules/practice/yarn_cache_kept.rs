//! ## What it does
//! Finds RUN with `yarn install` and neither `yarn cache clean` nor a cache mount, in a stage that
//! becomes part of the image.
//!
//! ## Why it matters
//! Every package lies in the layer twice.
//!
//! ## Example
//! ```dockerfile
//! FROM node:22
//! RUN yarn install
//! ```
//! Use instead:
//! ```dockerfile
//! FROM node:22
//! RUN yarn install && yarn cache clean
//! ```
//!
//! ## Fix
//! Safe: what is installed stays the same.

use syntax::shell::Command;
use syntax::{Applicability, Fix};

use crate::Analysis;
use crate::lint::support::chain;
use crate::lint::support::commands::{invokes, removes, runs};
use crate::lint::support::mounts::keeps_out;
use crate::lint::{Category, Check, CommandSite, Finding, Findings, Meta, Severity};

pub const META: Meta = Meta {
    code: "yarn-cache-kept",
    name: "Yarn's cache stays in the layer",
    summary: "yarn install leaves its cache in the layer.",
    category: Category::Practice,
    severity: Severity::Hint,
    on_by_default: true,
    aliases: &["DL3060"],
    fix: Some(Applicability::Safe),
};

pub const CHECK: Check = Check::Command(&["yarn"], check);

fn check(analysis: &Analysis<'_>, site: &CommandSite<'_>, findings: &mut Findings) {
    let target = analysis.inputs.options.target.as_deref();
    let stage = site.instruction.stage;
    let is_shipped = stage.map_or(analysis.model.stages.is_empty(), |it| analysis.model.ships(it, target));
    let cleans = |command: &Command| {
        runs(command, &["yarn"], &["cache"]) || removes(command, "/usr/local/share/.cache/yarn")
    };
    let is_install = invokes(&site.invocation, &["yarn"], &["install"]);
    let is_mounted = [".cache/yarn", ".yarn/cache"].iter().any(|path| keeps_out(site.instruction, path));
    if !is_install || !is_shipped || is_mounted || site.following().iter().any(cleans) {
        return;
    }
    let fix = chain::append(site.instruction, "yarn cache clean")
        .map(|edit| Fix::single("Add yarn cache clean", Applicability::Safe, edit));
    let message = "yarn's cache stays in the layer; end the RUN with yarn cache clean";
    findings.push(Finding::new(&META, site.range(site.invocation.word.range), message).with_fixes(fix));
}
