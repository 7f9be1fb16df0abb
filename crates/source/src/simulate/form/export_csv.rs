//! OpenDataSoft's CSV under labels: a byte order mark, three labels twice (code, then text), dates of Paris.

use super::calendar::{Calendar, paris_offset_hours};
use super::columns::{Look, Spec, write_separated};
use super::damage::Anatomy;
use super::export_json::{IN_CELSIUS, Noise};
use super::labels::Label;
use super::place::{Place, csv_text};
use super::{Entry, Form, digits};
use crate::simulate::site::Site;

/// The labels as published, their misspellings and double blanks included.
const HEADER: &str = "\u{feff}ID OMM station;Date;Pression au niveau mer;Variation de pression en 3 heures;\
Type de tendance barométrique;Direction du vent moyen 10 mn;Vitesse du vent moyen 10 mn;Température;Point de rosée;\
Humidité;Visibilité horizontale;Temps présent;Temps passé 1;Temps passé 2;Nebulosité totale;\
Nébulosité  des nuages de l' étage inférieur;Hauteur de la base des nuages de l'étage inférieur;\
Type des nuages de l'étage inférieur;Type des nuages de l'étage moyen;Type des nuages de l'étage supérieur;\
Pression station;Niveau barométrique;Géopotentiel;Variation de pression en 24 heures;\
Température minimale sur 12 heures;Température minimale sur 24 heures;Température maximale sur 12 heures;\
Température maximale sur 24 heures;Température minimale du sol sur 12 heures;\
Méthode de mesure Température du thermomètre mouillé;Température du thermomètre mouillé;\
Rafale sur les 10 dernières minutes;Rafales sur une période;Periode de mesure de la rafale;Etat du sol;\
Hauteur totale de la couche de neige, glace, autre au sol;Hauteur de la neige fraîche;\
Periode de mesure de la neige fraiche;Précipitations dans la dernière heure;\
Précipitations dans les 3 dernières heures;Précipitations dans les 6 dernières heures;\
Précipitations dans les 12 dernières heures;Précipitations dans les 24 dernières heures;Phénomène spécial 1;\
Phénomène spécial 2;Phénomène spécial 3;Phénomène spécial 4;Nébulosité couche nuageuse 1;Type nuage 1;\
Hauteur de base 1;Nébulosité couche nuageuse 2;Type nuage 2;Hauteur de base 2;Nébulosité couche nuageuse 3;\
Type nuage 3;Hauteur de base 3;Nébulosité couche nuageuse 4;Type nuage 4;Hauteur de base 4;Coordonnees;Nom;\
Type de tendance barométrique;Temps passé 1;Temps présent;Température (°C);Température minimale sur 12 heures (°C);\
Température minimale sur 24 heures (°C);Température maximale sur 12 heures (°C);\
Température maximale sur 24 heures (°C);Température minimale du sol sur 12 heures (en °C);Latitude;Longitude;\
Altitude;communes (name);communes (code);EPCI (name);EPCI (code);department (name);department (code);\
region (name);region (code);mois_de_l_annee";

pub(super) struct Labelled {
    columns: Vec<Spec>,
    labels: Vec<(Label, usize)>,
    celsius: Vec<usize>,
    noise: Noise,
    calendar: Calendar,
    offset_hours: (i64, i64),
    stations: Vec<[Vec<u8>; 2]>,
}

impl Labelled {
    pub(super) fn new(sites: &[Site]) -> Self {
        let columns = Spec::all(Look::Short);
        let place = |name: &str| columns.iter().position(|column| column.name == name);
        Self {
            labels: Label::ALL.iter().filter_map(|label| Some((*label, place(label.code_column())?))).collect(),
            celsius: IN_CELSIUS.iter().filter_map(|(kelvin, _)| place(kelvin)).collect(),
            columns,
            noise: Noise::new(|celsius| celsius.to_string()),
            calendar: Calendar::new(),
            offset_hours: (i64::MIN, 0),
            stations: sites.iter().map(|site| fragments(&Place::of(site))).collect(),
        }
    }

    fn date(&mut self, out: &mut Vec<u8>, entry: &Entry<'_>) {
        let time = entry.observation.time;
        if self.offset_hours.0 != time.unix() {
            self.offset_hours = (time.unix(), paris_offset_hours(time));
        }
        let hours = self.offset_hours.1;
        self.calendar.iso(out, time.plus_hours(hours));
        out.push(b'+');
        digits::two(out, hours);
        out.extend_from_slice(b":00");
    }

    fn derived(&self, out: &mut Vec<u8>, entry: &Entry<'_>) {
        for (label, place) in &self.labels {
            out.push(b';');
            let code = self.columns[*place].value(entry.observation);
            let text = code.and_then(|code| label.text(code)).unwrap_or_default();
            out.extend_from_slice(text.as_bytes());
        }
        for place in &self.celsius {
            out.push(b';');
            if let Some(kelvin) = self.columns[*place].value(entry.observation) {
                self.noise.write(out, kelvin);
            }
        }
    }
}

impl Form for Labelled {
    const ANATOMY: Anatomy = Anatomy::Csv { station: 0, date: 1, temperature: 7 };
    const JOINTS: [&'static str; 3] = ["\n", "\n", "\n"];

    fn header(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(HEADER.as_bytes());
    }

    fn row(&mut self, out: &mut Vec<u8>, entry: &Entry<'_>) {
        out.extend_from_slice(entry.observation.station.as_bytes());
        out.push(b';');
        self.date(out, entry);
        write_separated(out, &self.columns, entry.observation, b"");
        let [position, divisions] = &self.stations[entry.site.index];
        out.extend_from_slice(position);
        self.derived(out, entry);
        out.extend_from_slice(divisions);
        digits::whole(out, entry.observation.time.month().month as i32);
    }
}

/// Coordinates and name; latitude to region.
fn fragments(place: &Place) -> [Vec<u8>; 2] {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let (latitude, longitude) = (number(place.latitude), number(place.longitude));
    let coordinates = if latitude.is_empty() { String::new() } else { format!("{latitude}, {longitude}") };
    let name = csv_text(place.name.as_deref().unwrap_or_default());
    let altitude = place.altitude_m.map_or_else(String::new, |altitude| altitude.to_string());
    let divisions = place.divisions.iter().map(|text| csv_text(text.as_deref().unwrap_or_default()));
    let fields: Vec<String> = [latitude, longitude, altitude].into_iter().chain(divisions).collect();
    [format!(";{coordinates};{name}").into_bytes(), format!(";{};", fields.join(";")).into_bytes()]
}
