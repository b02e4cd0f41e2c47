//! The names of one entity among themselves.

use super::names::Names;
use super::{Found, Rule, Severity, listed};
use crate::gazetteer::model::{EntityId, Gazetteer, Kind, Name};

pub(super) fn check(gazetteer: &Gazetteer, names: &Names, entity: EntityId, found: &mut Vec<Found>) {
    let of = gazetteer.entity(entity);
    let own = names.of(entity);
    let mut say = |severity, rule, name, reason| found.push(Found { severity, rule, entity, name, reason });

    if own.clone().all(|name| names.name(name).kind == Kind::Demonym) {
        say(
            Severity::Info,
            Rule::OnlyDemonyms,
            None,
            "all its names are demonyms, which by default do not take part (kinds=)".to_owned(),
        );
    }
    let waits = |name: &Name| name.kind == Kind::Short && !name.alone;
    if own.clone().all(|name| waits(&names.name(name)) || names.name(name).kind == Kind::Demonym)
        && own.clone().any(|name| waits(&names.name(name)))
    {
        let reason = "all its names are short ones, which count beside another name only: give it a full one, or set 'alone'";
        say(Severity::Warning, Rule::ShortOnly, None, reason.to_owned());
    }
    let undated = |name: &Name| name.alone && name.valid_from.is_none() && name.valid_to.is_none();
    let roles: Vec<u32> = own.clone().filter(|&name| names.name(name).kind == Kind::Role && undated(&names.name(name))).collect();
    if let Some(&first) = roles.first() {
        let more = roles.len() - 1;
        let others = if more > 0 { format!(" (and {more} more titles)") } else { String::new() };
        say(
            Severity::Warning,
            Rule::RoleWithoutDates,
            Some(first),
            format!("an office without first and last day{others}: it names {} at all times", of.id),
        );
    }
    forms(names, own, found);
}

/// Names of one form.
fn forms(names: &Names, own: std::ops::Range<u32>, found: &mut Vec<Found>) {
    let mut by_form: Vec<u32> = own.collect();
    if by_form.len() < 2 {
        return;
    }
    // Sorted by what they are, not by where they stand, so that the order of aliases does not matter either.
    by_form.sort_unstable_by(|&a, &b| {
        names.folded(a).cmp(names.folded(b)).then_with(|| names.name(a).text.cmp(names.name(b).text)).then(a.cmp(&b))
    });
    for group in by_form.chunk_by(|&a, &b| names.form_of(a) == names.form_of(b)).filter(|group| group.len() > 1) {
        let plain = |name: u32| {
            let name = names.name(name);
            !matches!(name.kind, Kind::Role | Kind::Demonym) && name.valid_from.is_none() && name.valid_to.is_none()
        };
        let title = group.iter().copied().find(|&name| names.name(name).kind == Kind::Role);
        if let (Some(title), Some(name)) = (title, group.iter().copied().find(|&name| plain(name))) {
            let kind = names.name(name).kind;
            found.push(Found {
                severity: Severity::Warning,
                rule: Rule::TitleAsName,
                entity: names.name(title).entity,
                name: Some(title),
                reason: format!(
                    "a title of its office is an alias of kind '{kind}' without dates too, and so names it at all times"
                ),
            });
        }
        repeated(names, group, found);
    }
}

/// Spellings that the matcher takes for one, with nothing else to part them.
fn repeated(names: &Names, group: &[u32], found: &mut Vec<Found>) {
    let what = |name: u32| {
        let of = names.name(name);
        let exact = names.is_exact(name).then(|| crate::text::fold(of.text, false));
        // `U.S.` takes in its full stop, `US` does not.
        let stop = of.text.trim_end().ends_with('.') && !names.folded(name).ends_with('.');
        (exact, stop, of.kind, of.alone, of.nested, of.valid_from, of.valid_to)
    };
    let mut group: Vec<_> = group.iter().map(|&name| (what(name), name)).collect();
    group.sort();
    for same in group.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        let mut same: Vec<u32> = same.iter().map(|&(_, name)| name).collect();
        same.sort_by_key(|&name| names.name(name).text);
        let texts: Vec<&str> = same.iter().map(|&name| names.name(name).text).skip(1).collect();
        found.push(Found {
            severity: Severity::Info,
            rule: Rule::RepeatedAlias,
            entity: names.name(same[0]).entity,
            name: Some(same[0]),
            reason: format!("finds the same as {}: one of them will do", listed(texts.into_iter(), 3)),
        });
    }
}
