//! One Dockerfile with everything that its analysis reads, owned.

use std::sync::Arc;

use analysis::context::BuildContext;
use analysis::facts::FactStore;
use analysis::model::Memo;
use analysis::options::Options;
use analysis::{Analysis, Inputs};
use self_cell::self_cell;
use syntax::Source;

/// The text at one moment and its surroundings. Cloning copies handles.
#[derive(Clone)]
pub struct Subject {
    pub source: Source,
    pub options: Arc<Options>,
    pub context: Arc<dyn BuildContext>,
    pub facts: Arc<dyn FactStore>,
    pub memo: Arc<Memo>,
}

impl Subject {
    /// Runs `read` over an analysis of this text with the facts of now.
    pub fn analyse<R>(&self, read: impl FnOnce(&Analysis<'_>) -> R) -> R {
        read(&Analysis::new(&self.source, self.inputs()))
    }

    /// What an analysis looks at besides the text.
    pub fn inputs(&self) -> Inputs<'_> {
        Inputs { facts: &*self.facts, context: &*self.context, options: &self.options, memo: &self.memo }
    }

    /// The same text and surroundings, of which something may have changed: nothing is kept but scripts.
    #[must_use]
    pub fn renewed(&self) -> Self {
        Self { memo: Arc::new(self.memo.renewed()), ..self.clone() }
    }

    /// The same surroundings around another text.
    #[must_use]
    pub fn with_source(&self, source: Source) -> Self {
        Self { source, ..self.clone() }
    }
}

self_cell! {
    /// A subject with its analysis, to be kept and shared: what one request works out, the next one finds.
    pub struct Analysed {
        owner: Subject,

        #[covariant]
        dependent: Analysis,
    }
}

impl Analysed {
    pub fn of(subject: Subject) -> Self {
        Self::new(subject, |subject| Analysis::new(&subject.source, subject.inputs()))
    }

    pub fn analysis(&self) -> &Analysis<'_> {
        self.borrow_dependent()
    }
}
