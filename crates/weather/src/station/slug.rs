//! Slugs: station names as addresses and table names can carry them.

/// A name in lower case ASCII letters, digits and single underscores: `PLOUMANAC'H` is `ploumanac_h`.
///
/// Accented Latin letters lose their accent; anything else becomes an underscore. Two names may share a slug: who
/// needs a key uses the station id.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match plain(letter) {
            Some(text) => slug.push_str(text),
            None if letter.is_ascii_alphanumeric() => slug.push(letter),
            None if !slug.is_empty() && !slug.ends_with('_') => slug.push('_'),
            None => {}
        }
    }
    slug.truncate(slug.trim_end_matches('_').len());
    slug
}

/// A lower case Latin letter without its accent, for the letters of French and its neighbours.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => "a",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => "o",
        'ù' | 'ú' | 'û' | 'ü' => "u",
        'ý' | 'ÿ' => "y",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_names_that_break_things() {
        for (name, expected) in [
            ("ABBEVILLE", "abbeville"),
            ("PLOUMANAC'H", "ploumanac_h"),
            ("DUMONT D'URVILLE", "dumont_d_urville"),
            ("ST-BARTHELEMY METEO", "st_barthelemy_meteo"),
            ("  Orléans (Bricy) ", "orleans_bricy"),
            ("🌧", ""),
        ] {
            assert_eq!(slug(name), expected);
        }
    }
}
