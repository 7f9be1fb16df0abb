//! The texts that OpenDataSoft puts beside the codes it knows, as published; codes of the simulator only.

/// Characteristics of the pressure tendency, WMO table 0200.
const TENDENCIES: [&str; 9] = [
    "En hausse, puis en baisse la pression atmosphérique est la même ou plus haute que trois heures auparavant",
    "En hausse, puis stationnaire, ou en hausse, puis en hausse plus lente",
    "En hausse",
    "En baisse ou stationnaire, puis en hausse, ou en hausse, puis en hausse plus rapide",
    "Stationnaire, la pression atmosphérique est la même que trois heures auparavant",
    "En baisse, puis en hausse, la pression atmosphérique est la même ou plus basse que trois heures auparavant",
    "En baisse, puis stationnaire, ou en baisse, puis en baisse plus lente",
    "En baisse",
    "Stationnaire ou en hausse, puis en baisse, ou en baisse, puis en baisse plus rapide",
];

/// Past weather, WMO table 4561.
const PAST: [&str; 10] = [
    "Nuages ne couvrant pas plus de la moitié du ciel pendant toute la période considérée",
    "Nuages couvrant plus de la moitié du ciel pendant une partie de la période considérée et couvrant la moitié du \
     ciel, ou moins, pendant l’autre partie",
    "Nuages couvrant plus de la moitié du ciel pendant toute la période considérée",
    "Tempête de sable, tempête de poussière ou chasse-neige élevée",
    "Brouillard ou brouillard glacé ou brume sèche épaisse",
    "Bruine",
    "Pluie",
    "Neige ou pluie et neige mêlées",
    "Averse(s)",
    "Orage(s) avec ou sans précipitations",
];

/// Present weather, WMO table 4677: the codes the simulator reports.
const PRESENT: [(i32, &str); 22] = [
    (0, "On n’a pas observé d’évolution des nuages ou on n’a pas pu suivre cette évolution"),
    (1, "Dans l’ensemble, nuages se dissipant ou devenant moins épais"),
    (2, "État du ciel inchangé dans l’ensemble"),
    (3, "Nuages en formation ou en train de se développer"),
    (10, "Brume"),
    (21, "Pluie (ne se congelant pas)"),
    (22, "Neige"),
    (25, "Averse(s) de pluie"),
    (44, "Brouillard ou brouillard glacé, ciel visible, sans changement appréciable au cours de l’heure précédente"),
    (45, "Brouillard ou brouillard glacé, ciel invisible, sans changement appréciable au cours de l’heure précédente"),
    (
        47,
        "Brouillard ou brouillard glacé, ciel invisible, a débuté ou est devenu plus épais au cours de l’heure \
         précédente",
    ),
    (49, "Brouillard déposant du givre, ciel invisible"),
    (51, "Bruine, sans congélation, continue, faible au moment de l’observation"),
    (60, "Pluie, sans congélation, intermittente, faible au moment de l’observation"),
    (61, "Pluie, sans congélation, continue, faible au moment de l’observation"),
    (63, "Pluie, sans congélation, continue, modérée au moment de l’observation"),
    (70, "Chute intermittente de flocons de neige, faible au moment de l’observation"),
    (71, "Chute continue de flocons de neige, faible au moment de l’observation"),
    (73, "Chute continue de flocons de neige, modérée au moment de l’observation"),
    (80, "Averse(s) de pluie, faible(s)"),
    (81, "Averse(s) de pluie, modérée(s) ou forte(s)"),
    (
        95,
        "Orage faible ou modéré, sans grêle*, mais avec pluie ou neige ou pluie et neige mêlées au moment de \
         l’observation",
    ),
];

/// The labels beside `cod_tend`, `w1` and `ww`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Label {
    /// `type_de_tendance_barometrique`.
    Tendency,
    /// `temps_passe_1`.
    Past,
    /// `temps_present`.
    Present,
}

impl Label {
    /// The three in the order of the export.
    pub(super) const ALL: [Self; 3] = [Self::Tendency, Self::Past, Self::Present];

    /// The key of the label.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Tendency => "type_de_tendance_barometrique",
            Self::Past => "temps_passe_1",
            Self::Present => "temps_present",
        }
    }

    /// The column of the code.
    pub(super) const fn code_column(self) -> &'static str {
        match self {
            Self::Tendency => "cod_tend",
            Self::Past => "w1",
            Self::Present => "ww",
        }
    }

    /// The text of a code; none where the publisher has none.
    pub(super) fn text(self, code: i32) -> Option<&'static str> {
        match self {
            Self::Tendency => TENDENCIES.get(usize::try_from(code).ok()?).copied(),
            Self::Past => PAST.get(usize::try_from(code).ok()?).copied(),
            Self::Present => PRESENT.iter().find(|(known, _)| *known == code).map(|(_, text)| *text),
        }
    }
}
