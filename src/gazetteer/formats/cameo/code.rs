//! Codes in square brackets, and the days they hold.

use chrono::NaiveDate;
use serde_json::{Value, json};

/// A code of an actor and the days it holds, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    pub text: Box<str>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl Code {
    pub(super) fn to_value(&self) -> Value {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        json!({"code": self.text, "from": day(self.from), "to": day(self.to)})
    }

    /// The three letters for the country it begins with, if it begins with one.
    pub(super) fn territory(&self) -> Option<&str> {
        self.text.get(..3).filter(|part| is_territory(part))
    }

    /// Whether it names territories and nothing else: `AFG`, `USAASM`, not `AFGGOV`.
    pub(super) fn is_place(&self) -> bool {
        self.parts().all(is_territory)
    }

    /// What it is put together of: three letters each.
    pub(super) fn parts(&self) -> impl Iterator<Item = &str> {
        let code = &*self.text;
        (0..code.len()).step_by(3).map(move |at| &code[at..code.len().min(at + 3)])
    }
}

/// What stands between the brackets: a code, and optionally `<date`, `>date` or `date-date`; or why it is none.
pub(super) fn code(inner: &str) -> Result<Code, &'static str> {
    let (code, dates) = inner.trim().split_once([' ', '\t']).unwrap_or((inner.trim(), ""));
    if code == "---" {
        return Err("the code that says there is none");
    }
    if code.contains('~') {
        return Err("a code with '~', which belongs to dictionaries of agents");
    }
    let letters = code.bytes().take_while(u8::is_ascii_uppercase).count();
    if letters < 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
        return Err("no code of an actor");
    }
    let dates: String = dates.split_whitespace().collect();
    let (from, to) = if let Some(date) = dates.strip_prefix('>') {
        (Some(day(date)?), None)
    } else if let Some(date) = dates.strip_prefix('<') {
        (None, Some(day(date)?))
    } else if let Some((from, to)) = dates.split_once('-') {
        (Some(day(from)?), Some(day(to)?))
    } else if dates.is_empty() {
        (None, None)
    } else {
        return Err("a date without '<', '>' or '-'");
    };
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err("ends before it begins");
    }
    Ok(Code { text: code.into(), from, to })
}

/// A day as `yyyymmdd` or `yymmdd`. Two digits are a year from 1931 to 2030, as PETRARCH reads them; earlier years stand in full.
fn day(digits: &str) -> Result<NaiveDate, &'static str> {
    const NO_DATE: &str = "a date that is no day: neither yymmdd nor yyyymmdd";
    if !matches!(digits.len(), 6 | 8) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NO_DATE);
    }
    let (year, day) = digits.split_at(digits.len() - 4);
    let number = |digits: &str| digits.parse::<u32>().map_err(|_| NO_DATE);
    let year = match (year.len(), number(year)?) {
        (2, year @ 0..=30) => 2000 + year,
        (2, year) => 1900 + year,
        (_, 0) => return Err(NO_DATE),
        (_, year) => year,
    };
    NaiveDate::from_ymd_opt(year.cast_signed(), number(&day[..2])?, number(&day[2..])?).ok_or(NO_DATE)
}

fn is_territory(part: &str) -> bool {
    part.len() == 3 && TERRITORIES.split_ascii_whitespace().any(|territory| territory == part)
}

/// ISO 3166-1 alpha-3, then what CAMEO has besides: states that were (CSK DDR FRY SCG SUN TMP USR YUG) and Kosovo.
/// None of them is one of CAMEO's codes for roles and organizations (GOV, MIL, IGO, …).
const TERRITORIES: &str = "\
    ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ BMU BOL \
    BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM \
    DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY \
    HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY \
    LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM \
    NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU \
    SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON \
    TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE \
    CSK DDR FRY KSV SCG SUN TMP USR YUG";
