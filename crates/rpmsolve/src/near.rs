//! Names that somebody may have meant by one that is not there: for messages only.

/// How many are worth showing.
const SHOWN_MAX: usize = 5;
/// Names beyond this length are not compared letter by letter.
const LENGTH_MAX: usize = 64;

/// The names most like one, the most like first: those that contain it or that it contains, and those that differ by
/// few letters.
pub(crate) fn near<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let far = 1 + wanted.len() / 4;
    let mut found: Vec<(usize, &str)> = Vec::new();
    for name in known.into_iter().filter(|name| !name.is_empty()) {
        let lower = name.to_lowercase();
        let contains = !wanted.is_empty() && (lower.contains(&wanted) || wanted.contains(&lower));
        let difference = wanted.len().abs_diff(lower.len());
        if wanted.len().max(lower.len()) > LENGTH_MAX || difference > far {
            if contains {
                found.push((usize::MAX, name));
            }
        } else {
            let distance = distance(&wanted, &lower);
            if contains || distance <= far {
                found.push((distance, name));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(SHOWN_MAX).map(|(_, name)| name.to_owned()).collect()
}

/// The end of a sentence that names them; nothing if there are none.
pub(crate) fn did_you_mean(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; there is {}", near.join(", ")) }
}

/// How many letters must be added, removed or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], line + 1);
        for (column, &its) in other.iter().enumerate() {
            let changed = diagonal + usize::from(its != letter);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}
