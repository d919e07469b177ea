//! Values of expressions in bake files, bounded: a short file can ask for endless work and memory.

use std::cell::Cell;
use std::collections::HashMap;

use hcl::eval::{Context, Evaluate};
use hcl::expr::{BinaryOp, FuncCall, ObjectKey, Operation, Traversal, TraversalOperator, UnaryOp};
use hcl::template::Element;
use hcl::{Expression, Template, Value};

/// Parts of expressions that are looked at for one file.
const MAX_STEPS: usize = 50_000;
/// Characters and items of one value.
const MAX_SIZE: usize = 4_096;
/// Calls and brackets inside of each other.
const MAX_DEPTH: usize = 128;

/// A function that a file defines: its parameters and what it comes to.
#[derive(Debug, Clone)]
pub(super) struct Function {
    parameters: Vec<String>,
    result: Expression,
}

impl Function {
    /// From the attributes `params` and `result`. One that takes any number of arguments is not followed.
    pub fn of(attributes: &HashMap<String, Expression>) -> Option<Self> {
        let Some(Expression::Array(parameters)) = attributes.get("params") else { return None };
        let name = |parameter: &Expression| match parameter {
            Expression::Variable(name) => Some(name.as_str().to_owned()),
            _ => None,
        };
        let is_fixed = !attributes.contains_key("variadic_params");
        let parameters = parameters.iter().map(name).collect::<Option<_>>().filter(|_| is_fixed)?;
        Some(Self { parameters, result: attributes.get("result")?.clone() })
    }
}

/// Evaluates the expressions of one file.
#[derive(Debug, Default)]
pub(super) struct Evaluator {
    pub functions: HashMap<String, Function>,
    steps: Cell<usize>,
    depth: Cell<usize>,
}

impl Evaluator {
    /// The value in a scope; `None` where a part is not known or too much is asked for.
    pub fn value(&self, expression: &Expression, scope: &Context<'_>) -> Option<Value> {
        if self.steps.get() >= MAX_STEPS || self.depth.get() >= MAX_DEPTH {
            return None;
        }
        self.steps.set(self.steps.get() + 1);
        self.depth.set(self.depth.get() + 1);
        let value = self.of_parts(expression, scope);
        self.depth.set(self.depth.get() - 1);
        value.filter(|value| size(value) <= MAX_SIZE)
    }

    /// Each part by itself, so that every value in between is bounded.
    fn of_parts(&self, expression: &Expression, scope: &Context<'_>) -> Option<Value> {
        let value = |part: &Expression| self.value(part, scope);
        let part = |part: &Expression| Some(Expression::from(value(part)?));
        match expression {
            Expression::Parenthesis(inner) => value(inner),
            Expression::Array(items) => Some(Value::Array(items.iter().map(value).collect::<Option<_>>()?)),
            Expression::Object(members) => {
                let member = |(key, it): (&ObjectKey, _)| Some((self.key(key, scope)?, value(it)?));
                Some(Value::Object(members.iter().map(member).collect::<Option<_>>()?))
            }
            Expression::Conditional(choice) => match value(&choice.cond_expr)? {
                Value::Bool(true) => value(&choice.true_expr),
                _ => value(&choice.false_expr),
            },
            Expression::Operation(operation) => {
                let operation = match &**operation {
                    Operation::Unary(it) => Operation::Unary(UnaryOp::new(it.operator, part(&it.expr)?)),
                    Operation::Binary(it) => {
                        let (left, right) = (part(&it.lhs_expr)?, part(&it.rhs_expr)?);
                        Operation::Binary(BinaryOp::new(left, it.operator, right))
                    }
                };
                Expression::from(operation).evaluate(scope).ok()
            }
            Expression::Traversal(traversal) => {
                let operator = |operator: &TraversalOperator| match operator {
                    TraversalOperator::Index(index) => Some(TraversalOperator::Index(part(index)?)),
                    other => Some(other.clone()),
                };
                let operators: Option<Vec<_>> = traversal.operators.iter().map(operator).collect();
                Expression::from(Traversal::new(part(&traversal.expr)?, operators?)).evaluate(scope).ok()
            }
            Expression::FuncCall(call) => self.call(call, scope),
            Expression::TemplateExpr(text) => self.template(&Template::from_expr(text).ok()?, scope),
            // Loops inside of loops have no bound.
            Expression::ForExpr(_) => None,
            plain => plain.evaluate(scope).ok(),
        }
    }

    fn template(&self, template: &Template, scope: &Context<'_>) -> Option<Value> {
        let text = |element: &Element| match element {
            Element::Literal(text) => Some(text.clone()),
            Element::Interpolation(part) => text_of(&self.value(&part.expr, scope)?),
            Element::Directive(_) => None,
        };
        let texts: Option<Vec<String>> = template.elements().iter().map(text).collect();
        Some(Value::String(texts?.concat()))
    }

    fn call(&self, call: &FuncCall, scope: &Context<'_>) -> Option<Value> {
        let arguments = call.args.iter().map(|argument| self.value(argument, scope));
        let arguments: Vec<Value> = arguments.collect::<Option<_>>()?;
        let Some(function) = self.functions.get(call.name.name.as_str()) else {
            let args = arguments.into_iter().map(Expression::from).collect();
            return Expression::from(FuncCall { args, ..call.clone() }).evaluate(scope).ok();
        };
        if arguments.len() != function.parameters.len() {
            return None;
        }
        let mut inside = scope.clone();
        for (name, argument) in function.parameters.iter().zip(arguments) {
            inside.declare_var(hcl::Identifier::new(name.clone()).ok()?, argument);
        }
        self.value(&function.result, &inside)
    }

    /// The name of a member.
    pub fn key(&self, key: &ObjectKey, scope: &Context<'_>) -> Option<String> {
        match key {
            ObjectKey::Identifier(name) => Some(name.as_str().to_owned()),
            ObjectKey::Expression(key) => text_of(&self.value(key, scope)?),
            _ => None,
        }
    }
}

/// A scalar as text.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(|item| 1 + size(item)).sum(),
        Value::Object(members) => members.iter().map(|(name, item)| name.len() + size(item)).sum(),
        _ => 1,
    }
}
