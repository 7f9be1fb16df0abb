//! The labels of the dataset's fields, as the CSV export heads its columns by default.
//!
//! Three labels come twice: `Type de tendance barométrique`, `Temps passé 1` and `Temps présent` head the code first
//! and, further right, its text. The first column of a name is the one that is read.

/// Label and short name of every field we keep.
const LABELS: &[(&str, &str)] = &[
    ("ID OMM station", "numer_sta"),
    ("Date", "date"),
    ("Pression au niveau mer", "pmer"),
    ("Variation de pression en 3 heures", "tend"),
    ("Type de tendance barométrique", "cod_tend"),
    ("Direction du vent moyen 10 mn", "dd"),
    ("Vitesse du vent moyen 10 mn", "ff"),
    ("Température", "t"),
    ("Point de rosée", "td"),
    ("Humidité", "u"),
    ("Visibilité horizontale", "vv"),
    ("Temps présent", "ww"),
    ("Temps passé 1", "w1"),
    ("Temps passé 2", "w2"),
    ("Nebulosité totale", "n"),
    ("Nébulosité  des nuages de l' étage inférieur", "nbas"),
    ("Hauteur de la base des nuages de l'étage inférieur", "hbas"),
    ("Type des nuages de l'étage inférieur", "cl"),
    ("Type des nuages de l'étage moyen", "cm"),
    ("Type des nuages de l'étage supérieur", "ch"),
    ("Pression station", "pres"),
    ("Niveau barométrique", "niv_bar"),
    ("Géopotentiel", "geop"),
    ("Variation de pression en 24 heures", "tend24"),
    ("Température minimale sur 12 heures", "tn12"),
    ("Température minimale sur 24 heures", "tn24"),
    ("Température maximale sur 12 heures", "tx12"),
    ("Température maximale sur 24 heures", "tx24"),
    ("Température minimale du sol sur 12 heures", "tminsol"),
    ("Méthode de mesure Température du thermomètre mouillé", "sw"),
    ("Température du thermomètre mouillé", "tw"),
    ("Rafale sur les 10 dernières minutes", "raf10"),
    ("Rafales sur une période", "rafper"),
    ("Periode de mesure de la rafale", "per"),
    ("Etat du sol", "etat_sol"),
    ("Hauteur totale de la couche de neige, glace, autre au sol", "ht_neige"),
    ("Hauteur de la neige fraîche", "ssfrai"),
    ("Periode de mesure de la neige fraiche", "perssfrai"),
    ("Précipitations dans la dernière heure", "rr1"),
    ("Précipitations dans les 3 dernières heures", "rr3"),
    ("Précipitations dans les 6 dernières heures", "rr6"),
    ("Précipitations dans les 12 dernières heures", "rr12"),
    ("Précipitations dans les 24 dernières heures", "rr24"),
    ("Phénomène spécial 1", "phenspe1"),
    ("Phénomène spécial 2", "phenspe2"),
    ("Phénomène spécial 3", "phenspe3"),
    ("Phénomène spécial 4", "phenspe4"),
    ("Nébulosité couche nuageuse 1", "nnuage1"),
    ("Type nuage 1", "ctype1"),
    ("Hauteur de base 1", "hnuage1"),
    ("Nébulosité couche nuageuse 2", "nnuage2"),
    ("Type nuage 2", "ctype2"),
    ("Hauteur de base 2", "hnuage2"),
    ("Nébulosité couche nuageuse 3", "nnuage3"),
    ("Type nuage 3", "ctype3"),
    ("Hauteur de base 3", "hnuage3"),
    ("Nébulosité couche nuageuse 4", "nnuage4"),
    ("Type nuage 4", "ctype4"),
    ("Hauteur de base 4", "hnuage4"),
    ("Coordonnees", "coordonnees"),
    ("Nom", "nom"),
    ("Latitude", "latitude"),
    ("Longitude", "longitude"),
    ("Altitude", "altitude"),
];

/// The short name of the field with this label. Case, spaces and punctuation do not count: the publisher's own vary.
pub(crate) fn short_name(label: &str) -> Option<&'static str> {
    let wanted = plain(label);
    LABELS.iter().find(|(known, _)| plain(known) == wanted).map(|(_, short)| *short)
}

fn plain(label: &str) -> String {
    label.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opendatasoft::FIELDS;
    use crate::row::synop;

    #[test]
    fn every_measured_column_has_a_label() {
        for column in synop::COLUMNS {
            assert!(LABELS.iter().any(|(_, short)| *short == column.name), "{}", column.name);
        }
    }

    #[test]
    fn every_label_leads_to_a_field_we_keep() {
        for (label, short) in LABELS {
            assert_eq!(short_name(label), Some(*short));
            assert!(synop::column(short).is_some() || FIELDS.iter().any(|(name, _)| name == short), "{label}");
        }
    }

    #[test]
    fn celsius_columns_are_not_taken_for_kelvin() {
        assert_eq!(short_name("Température (°C)"), None);
        assert_eq!(short_name("Température minimale sur 12 heures (°C)"), None);
    }

    #[test]
    fn spelling_variants_are_the_same_label() {
        assert_eq!(short_name("nébulosité des nuages de l'étage inférieur"), Some("nbas"));
    }
}
