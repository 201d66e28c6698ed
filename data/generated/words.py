"""What generated records say, in the languages of their clients."""

from __future__ import annotations

LANGUAGES = ("en", "es", "it", "ro")
FIRST = (
    "Marina", "Olivia", "Castell", "Santa Clara", "Bella Vista", "Colombo", "San Marco", "Aurora", "Nord", "Centru",
    "Primăvara", "Victoria", "Riverside", "Harbour", "Mercat", "Sant Jordi", "Montaña", "Lago", "Piazza", "Station",
)  # fmt: skip
SECOND = (
    "Hotel", "Residence", "Offices", "Retail Park", "Clinic", "School", "Warehouse", "Theatre", "Mall", "Logistics",
    "Apartments", "Laboratories", "Bakery", "Foundry", "Sports Club", "Printing",
)  # fmt: skip
LEGAL = ("S.L.", "S.A.", "S.p.A.", "S.r.l.", "SRL", "Ltd")
STREETS = ("Carrer de Mallorca", "Calle Mayor", "Via Garibaldi", "Corso Italia", "Strada Lungă", "Bulevardul Unirii",
           "High Street", "Mill Lane", "Passeig de Gràcia", "Via Nazionale")  # fmt: skip
CITIES = (("Barcelona", "ES"), ("Sevilla", "ES"), ("Torino", "IT"), ("Firenze", "IT"), ("Brașov", "RO"), ("Iași", "RO"),
          ("Leeds", "GB"), ("Málaga", "ES"), ("Genova", "IT"), ("Timișoara", "RO"))  # fmt: skip
PEOPLE = ("Núria Font", "Giulia Ricci", "Ștefan Popa", "Ana Ruiz", "Marco Ferri", "Ioana Dinu", "Pau Vives",
          "Elena Rusu", "Tom Hughes", "Laia Serra", "Andrei Ionescu", "Paolo Greco")  # fmt: skip
SUBJECTS = (
    "Quarterly maintenance", "Revisión trimestral de extintores", "Manutenzione semestrale", "Mentenanță anuală",
    "Replacement of detectors", "Sustitución de luminarias", "Sostituzione batterie", "Înlocuire hidranți",
    "Emergency call-out", "Retimbrado de extintores", "Collaudo decennale", "Reparație ușă rezistentă la foc",
    "Pump overhaul", "Mantenimiento de la central de alarma", "Verifica ascensore", "Verificare panouri solare",
)  # fmt: skip
LINES = ("Labour", "Desplazamiento", "Materiale di consumo", "Piese de schimb", "Extinguisher 6 kg", "Detector óptico")
# code of the kind, name, maker, model, prefix of the code
THINGS = (
    ("extinguisher", "Powder ABC 6 kg", "Cofem", "P6-ABC", "EXT"),
    ("extinguisher", "CO2 5 kg", "Anaf", "CS5-M", "EXT"),
    ("detector", "Optical detector", "Notifier", "NFX-OPT", "DET"),
    ("detector", "Heat detector", "Notifier", "NFX-T", "DET"),
    ("emergency_light", "LED, 1 h", "Daisalux", "Hydra LD N3", "EML"),
    ("hose_reel", "25 mm, 20 m", "Cofem", "BIE-25", "BIE"),
    ("fire_door", "EI2 60", "Novoferm", "E-1", "DOOR"),
    ("pump", "Electric and jockey", "Ebara", "AF-3M", "PUMP"),
)  # fmt: skip
LOCATIONS = ("Lobby", "Kitchen", "Stair B", "Corridor, floor 1", "Corridor, floor 2", "Boiler room", "Car park",
             "Roof", "Sala de calderas", "Magazzino", "Camera tehnică", "Archivo")  # fmt: skip
FAULTS = (("Pressure below range", "Replace"), ("No response in loop test", "Replace"),
          ("Batería agotada", "Sustituir"), ("Non chiude completamente", "Regolare"),
          ("Scurgere la racord", "Înlocuire"))  # fmt: skip
ALL_AREAS = ("inspections", "equipment", "jobs", "documents", "billing", "quotes", "contracts", "orders",
             "projects", "tickets", "bookings", "files", "catalogue")  # fmt: skip
