//! All names by their folded form, which the rules share.

use crate::Result;
use crate::gazetteer::model::{Case, EntityId, Gazetteer, Name};
use crate::runtime::monitor::Monitor;
use crate::text::fold::{Folded, Folder};
use crate::text::unicode::boundaries::is_short_upper_case;
use crate::text::unicode::table::CaseFolding;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The names of a gazetteer with their folded forms.
pub(super) struct Names<'g> {
    all: Vec<Name<'g>>,
    /// How many names the entities before have.
    before: Vec<u32>,
    /// The form of each name.
    form: Vec<u32>,
    /// Whether it tells upper from lower case, as the matcher does by default.
    exact: Vec<bool>,
    forms: Vec<Box<str>>,
    /// Names by form: those of form `f` are `members[starts[f]..starts[f + 1]]`.
    members: Vec<u32>,
    starts: Vec<u32>,
}

impl<'g> Names<'g> {
    pub(super) fn new(gazetteer: &'g Gazetteer, monitor: &Monitor) -> Result<Self> {
        let names: Vec<Name> = gazetteer.names().collect();
        let mut before: Vec<u32> = Vec::with_capacity(gazetteer.len() + 1);
        before.push(0);
        for entity in gazetteer.entities() {
            before.push(before[before.len() - 1] + entity.names_len() as u32);
        }
        monitor.check()?;
        let folder = || (Folder::new(CaseFolding::Fold, false, false), Folded::default());
        let fold = names.par_iter().with_min_len(1024).map_init(folder, |(folder, folded), name| {
            monitor.check()?;
            folder.fold(name.text, 0, folded);
            let form: Box<str> = String::from_utf8_lossy(&folded.bytes).trim_matches(' ').into();
            Ok((form, name.case.map_or_else(|| is_short_upper_case(name.text), |case| case == Case::Exact)))
        });
        let folded: Vec<(Box<str>, bool)> = fold.collect::<Result<_>>()?;
        let mut by_form: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let (mut forms, mut form, mut exact) = (Vec::new(), Vec::with_capacity(names.len()), Vec::with_capacity(names.len()));
        for (folded, is_exact) in folded {
            exact.push(is_exact);
            form.push(*by_form.entry(folded).or_insert_with_key(|folded| {
                forms.push(folded.clone());
                forms.len() as u32 - 1
            }));
        }
        drop(by_form);
        let mut starts = vec![0_u32; forms.len() + 1];
        for &form in &form {
            starts[form as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut members = vec![0_u32; names.len()];
        for (name, &form) in form.iter().enumerate() {
            members[next[form as usize] as usize] = name as u32;
            next[form as usize] += 1;
        }
        Ok(Self { all: names, before, form, exact, forms, members, starts })
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn name(&self, name: u32) -> Name<'g> {
        self.all[name as usize]
    }

    /// The names of an entity.
    pub(super) fn of(&self, entity: EntityId) -> Range<u32> {
        self.before[entity as usize]..self.before[entity as usize + 1]
    }

    /// Whether a name is compared as written.
    pub(super) fn is_exact(&self, name: u32) -> bool {
        self.exact[name as usize]
    }

    pub(super) fn form_of(&self, name: u32) -> u32 {
        self.form[name as usize]
    }

    /// What a name is compared as.
    pub(super) fn folded(&self, name: u32) -> &str {
        &self.forms[self.form_of(name) as usize]
    }

    pub(super) fn forms(&self) -> impl ExactSizeIterator<Item = &str> {
        self.forms.iter().map(|form| &**form)
    }

    pub(super) fn form(&self, form: u32) -> &str {
        &self.forms[form as usize]
    }

    /// The names of a form, in the order of the gazetteer.
    pub(super) fn members(&self, form: u32) -> &[u32] {
        &self.members[self.starts[form as usize] as usize..self.starts[form as usize + 1] as usize]
    }
}
