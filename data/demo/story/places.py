"""The clients and their full sites, one line each; the manager's small buildings are counted off a list of streets."""

from __future__ import annotations

from dataclasses import dataclass

from data.demo.story.chance import chance

# reference | name | tax id | language | domain | phone | address | postcode | city | region |
# country | group
_CLIENTS = """
C01|Grup Miramar S.L.|B66412073|en|miramar.example|+34 932 555 120|Carrer de Mallorca 214|08008|Barcelona|Barcelona|ES|
C02|Administració de Finques Bellavista S.L.|B63094189|es|bellavista.example|+34 932 555 240|Carrer de Balmes 145|08008|Barcelona|Barcelona|ES|
C03|Clínica Sant Jordi S.A.|A17205337|es|santjordi.example|+34 972 555 310|Carrer de la Força 18|17004|Girona|Girona|ES|
C04|Talleres Peña e Hijos S.A.|A50077197|es|talleres-pena.example|+34 976 555 415|Calle de Miguel Servet 89|50013|Zaragoza|Zaragoza|ES|
C05|Bodegas Ibáñez S.A.|A26033878|es|bodegasibanez.example|+34 941 555 502|Avenida de Vizcaya 12|26200|Haro|La Rioja|ES|G1
C06|Supermercados La Señera S.L.|B96815204|es|lasenera.example|+34 963 555 633|Carrer de Colom 41|46004|València|Valencia|ES|G1
C07|Escola Bressol El Núvol S.C.C.L.|F08441263|es|elnuvol.example|+34 938 555 704|Rambla d'Ègara 77|08221|Terrassa|Barcelona|ES|
C08|Palazzo Ferrante S.r.l.|08742150967|it|palazzo.example|+39 02 5550 1830|Via Brera 11|20121|Milano|MI|IT|
C09|Torrefazione Così Buono S.p.A.|10934270017|it|cosibuono.example|+39 011 555 0194|Corso Regina Margherita 160|10152|Torino|TO|IT|
C10|Clinica Villa Serenità S.r.l.|03571900376|it|villaserenita.example|+39 051 555 0127|Via dell'Osservanza 40|40136|Bologna|BO|IT|
C11|Depozite Brașov Logistic S.R.L.|31827459|ro|brasovlogistic.example|+40 268 555 011|Strada Zizinului 119|500407|Brașov|Brașov|RO|
C12|Uzina Mureș S.A.|12408969|ro|uzinamures.example|+40 265 555 012|Strada Gheorghe Doja 231|540342|Târgu Mureș|Mureș|RO|
C13|Pensiunea Ștefania S.R.L.|29630144|ro|pensiuneastefania.example|+40 269 555 013|Strada Țărănilor 7|557160|Cisnădie|Sibiu|RO|
C14|Clinica Sfânta Ana Iași S.R.L.|27188390|ro|sfantaana.example|+40 232 555 014|Bulevardul Ștefan cel Mare și Sfânt 32|700064|Iași|Iași|RO|
C15|Forn Sant Antoni S.L.|B67903153|es|fornsantantoni.example|+34 932 555 818|Carrer del Parlament 22|08015|Barcelona|Barcelona|ES|
C16|Nou Celler del Penedès S.L.|B68122449|es|noucellerpenedes.example|+34 938 555 919|Carrer de la Font 3|08720|Vilafranca del Penedès|Barcelona|ES|
""".strip()  # noqa: E501

# reference | client | name | code | address | postcode | city | region | latitude | longitude | equipment |
# visits (q quarterly, h half-yearly, y yearly, - none) | days since the last | failed | not reachable |
# next (exact, month, late, none) | certificate (valid, due, late, soon, expired)
_SITES = """
S001|C01|Hotel Miramar|MIR-01|Carrer de Mallorca 214|08008|Barcelona|Barcelona|41.391480|2.158120|48|q|70|3|0|exact|valid
S002|C01|Hotel Miramar Playa|MIR-02|Passeig de la Ribera 35|08870|Sitges|Barcelona|41.234410|1.807300|42|q|38|0|2|month|due
S003|C01|Apartaments Miramar Gràcia|MIR-03|Carrer de Verdi 61|08012|Barcelona|Barcelona|41.404360|2.156930|22|h|120|0|0|month|valid
S004|C01|Centre de Convencions Miramar|MIR-04|Avinguda del Canal Olímpic 10|08860|Castelldefels|Barcelona|41.279230|1.981570|40|q|83|1|1|exact|valid
S005|C01|Restaurant El Far|MIR-05|Moll de Barcelona s/n|08039|Barcelona|Barcelona|||16|h|201|2|0|late|expired
S006|C03|Clínica Sant Jordi|SJ-01|Carrer de la Força 18|17004|Girona|Girona|41.987110|2.826450|44|q|22|0|0|exact|valid
S007|C03|Centre Mèdic Sant Jordi Figueres|SJ-02|Carrer de Peralada 50|17600|Figueres|Girona|42.268330|2.961490|24|h|98|1|0|month|late
S008|C04|Nave Miguel Servet|TP-01|Calle de Miguel Servet 89|50013|Zaragoza|Zaragoza|41.640920|-0.865110|30|h|64|0|1|month|valid
S009|C04|Taller de pintura Cuarte|TP-02|Polígono Valdeconsejo 14|50410|Cuarte de Huerva|Zaragoza|41.593600|-0.933540|20|y|341|0|0|exact|soon
S010|C05|Bodega de crianza|BI-01|Avenida de Vizcaya 12|26200|Haro|La Rioja|42.579860|-2.849770|34|h|150|0|0|month|valid
S011|C05|Almacén Briñas|BI-02|Camino de Briñas km 2|26290|Briñas|La Rioja|42.598010|-2.834280|18|y|210|1|0|month|valid
S012|C06|La Señera Colom|LS-01|Carrer de Colom 41|46004|València|Valencia|39.469830|-0.371460|28|q|55|0|0|month|valid
S013|C06|La Señera Russafa|LS-02|Carrer de Sueca 20|46006|València|Valencia|39.461500|-0.373810|26|q|12|2|0|exact|due
S014|C06|La Señera Castelló|LS-03|Carrer d'Enmig 65|12001|Castelló de la Plana|Castellón|39.984970|-0.039120|26|h|133|0|0|month|valid
S015|C06|La Señera Peñíscola|LS-04|Avinguda del Papa Luna 8|12598|Peñíscola|Castellón|40.365420|0.401310|22|h|45|0|1|month|valid
S016|C06|Plataforma logística La Señera|LS-05|Camí de Riba-roja 120|46190|Riba-roja de Túria|Valencia|39.545810|-0.562470|40|q|30|0|0|exact|valid
S017|C07|Escola Bressol El Núvol|EN-01|Rambla d'Ègara 77|08221|Terrassa|Barcelona|41.563210|2.008930|18|y|300|0|0|month|valid
S018|C08|Palazzo Ferrante|PF-01|Via Brera 11|20121|Milano|MI|45.471230|9.187360|36|h|88|2|1|exact|valid
S019|C08|Residenza Ferrante Navigli|PF-02|Ripa di Porta Ticinese 55|20143|Milano|MI|45.450620|9.172340|24|h|101|0|0|month|valid
S020|C08|Foresteria di Bellagio|PF-03|Salita Serbelloni 9|22021|Bellagio|CO|45.986840|9.261520|16|y|352|0|0|exact|soon
S021|C08|Archivio Ferrante|PF-04|Via Ripamonti 137|20141|Milano|MI|||14|y|255|0|0|month|valid
S022|C09|Stabilimento Così Buono|CB-01|Corso Regina Margherita 160|10152|Torino|TO|45.082930|7.666180|38|q|51|1|0|month|valid
S023|C09|Caffè Così Buono Piazza Castello|CB-02|Piazza Castello 21|10123|Torino|TO|45.071240|7.686150|16|h|140|0|0|month|valid
S024|C09|Magazzino Orbassano|CB-03|Strada Torino 43|10043|Orbassano|TO|45.014730|7.547920|22|y|98|0|1|month|valid
S025|C10|Villa Serenità|VS-01|Via dell'Osservanza 40|40136|Bologna|BO|44.482110|11.335280|34|q|17|0|0|exact|due
S026|C10|Poliambulatorio Serenità Imola|VS-02|Via Emilia 211|40026|Imola|BO|44.353290|11.714280|22|h|75|1|0|month|valid
S027|C11|Depozitul Zizinului|DB-01|Strada Zizinului 119|500407|Brașov|Brașov|45.641920|25.644210|36|h|60|1|1|exact|valid
S028|C11|Depozitul Codlea|DB-02|Strada Râului 12|505100|Codlea|Brașov|45.697470|25.446320|28|h|110|0|0|month|valid
S029|C11|Terminalul Ghimbav|DB-03|Strada Făgărașului 60|507075|Ghimbav|Brașov|45.663040|25.505480|24|y|180|0|0|month|valid
S030|C12|Hala de producție Mureș|UM-01|Strada Gheorghe Doja 231|540342|Târgu Mureș|Mureș|46.525310|24.527440|40|q|44|2|0|month|valid
S031|C12|Depozitul de vopsele|UM-02|Strada Gheorghe Doja 235|540342|Târgu Mureș|Mureș|46.524820|24.525810|20|h|130|0|0|month|valid
S032|C12|Cantina Uzinei|UM-03|Strada Budiului 68|540390|Târgu Mureș|Mureș|46.518260|24.541130|14|y|400|0|0|late|expired
S033|C13|Pensiunea Ștefania|PS-01|Strada Țărănilor 7|557160|Cisnădie|Sibiu|45.708940|24.150370|18|y|90|0|0|month|valid
S034|C13|Cabana Șureanu|PS-02|Drumul Șureanului km 14|517110|Cugir|Alba|||12|y|333|1|0|month|soon
S035|C14|Clinica Sfânta Ana|SA-01|Bulevardul Ștefan cel Mare și Sfânt 32|700064|Iași|Iași|47.162490|27.584210|30|h|58|0|0|exact|valid
S036|C14|Laboratorul Păcurari|SA-02|Șoseaua Păcurari 145|700536|Iași|Iași|47.173820|27.546190|18|h|166|0|1|month|valid
S037|C02|Oficines Bellavista|BV-01|Carrer de Balmes 145|08008|Barcelona|Barcelona|41.393070|2.157440|14|y|190|0|0|month|valid
S038|C02|Aparcament Bellavista Diagonal|BV-02|Avinguda Diagonal 480|08006|Barcelona|Barcelona|41.396110|2.155300|30|h|79|1|0|exact|valid
S039|C02|Edifici Bellavista Fòrum|BV-03|Rambla de Prim 6|08019|Barcelona|Barcelona|41.412480|2.218330|26|h|35|0|0|month|valid
S040|C02|Galeries Bellavista|BV-04|Carrer Gran de Gràcia 112|08012|Barcelona|Barcelona|41.401740|2.152290|24|h|144|0|0|month|valid
S041|C15|Forn Sant Antoni|FSA-01|Carrer del Parlament 22|08015|Barcelona|Barcelona|41.376910|2.162870|0|-|0|0|0|none|none
""".strip()  # noqa: E501

_STREETS = (
    "Carrer d'Aragó", "Carrer de Provença", "Carrer de València", "Carrer del Rosselló", "Carrer de Còrsega",
    "Passeig de Sant Joan", "Carrer de Muntaner", "Carrer d'Enric Granados", "Carrer de la Diputació",
    "Carrer de Sicília", "Carrer de Nàpols", "Carrer de Roger de Flor", "Carrer de Girona", "Carrer del Bruc",
    "Carrer de Pau Claris", "Travessera de Gràcia", "Carrer de l'Encarnació", "Carrer de Sants",
    "Carrer de la Concepció", "Carrer de Sardenya",
)  # fmt: skip
SMALL_SITES = 300
EQUIPMENT = 1500


@dataclass(frozen=True, slots=True)
class Client:
    """A client as the story knows it."""

    ref: str
    name: str
    tax_id: str
    language: str
    domain: str
    phone: str
    address: str
    postcode: str
    city: str
    region: str
    country: str
    group: str


@dataclass(frozen=True, slots=True)
class Site:
    """A site and what the story does there; `last` in days before seeding, `number` counts them from 1."""

    number: int
    ref: str
    client: Client
    name: str
    code: str
    address: str
    postcode: str
    city: str
    region: str
    latitude: str
    longitude: str
    equipment: int
    rhythm: str
    last: int
    failed: int
    unreachable: int
    next: str
    certificate: str
    small: bool = False


def clients() -> list[Client]:
    """Every client, in the order of the table above."""
    return [Client(*line.split("|")) for line in _CLIENTS.splitlines()]


def sites(of: list[Client]) -> list[Site]:
    """The full sites, then the small buildings; together they hold exactly EQUIPMENT things."""
    known = {client.ref: client for client in of}
    found = []
    for line in _SITES.splitlines():
        (ref, client, name, code, address, postcode, city, region, latitude, longitude,
         count, rhythm, last, failed, unreachable, following, certificate) = line.split("|")  # fmt: skip
        found.append(Site(int(ref[1:]), ref, known[client], name, code, address, postcode, city, region, latitude,
                          longitude, int(count), rhythm, int(last), int(failed), int(unreachable), following,
                          certificate))  # fmt: skip
    return found + _buildings(known["C02"], EQUIPMENT - sum(site.equipment for site in found))


def _buildings(manager: Client, equipment: int) -> list[Site]:
    random = chance("buildings")
    found = []
    for count in range(SMALL_SITES):
        street = _STREETS[count % len(_STREETS)]
        house = f"{street} {11 + 14 * (count // len(_STREETS)) + count % 7}"
        somewhere = (f"{random.uniform(41.375, 41.42):.6f}", f"{random.uniform(2.13, 2.2):.6f}")
        last = 395 if count % 43 == 5 else random.randrange(8, 350)
        found.append(Site(
            100 + count, f"S{100 + count}", manager, f"Comunitat {house}", f"CP-{count + 1:03d}", house,
            f"080{random.choice(('07', '08', '09', '12', '13', '25', '37'))}", "Barcelona", "Barcelona",
            *(("", "") if count % 12 == 7 else somewhere), 1 + (count < equipment - SMALL_SITES), "y", last,
            int(count % 19 == 3), int(count % 31 == 9), "late" if last == 395 else "month",
            "expired" if last == 395 else "due" if last < 12 else "valid", small=True,
        ))  # fmt: skip
    return found
