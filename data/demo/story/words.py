"""What the demo company writes to its clients, in their four languages."""

from __future__ import annotations

# ruff: noqa: E501  (tables of texts)

LANGUAGES = ("en", "es", "it", "ro")

# kind of equipment -> (remark, action) of a typical failure
FAILURES: dict[str, tuple[tuple[str, str], ...]] = {
    "extinguisher": (("pressure below range", "Replace"), ("presión por debajo del rango", "Sustituir"),
                     ("pressione sotto il campo", "Sostituire"), ("presiune sub limită", "Înlocuire")),
    "detector": (("no response in loop test", "Replace"), ("no responde en la prueba de lazo", "Sustituir"),
                 ("nessuna risposta alla prova di loop", "Sostituire"), ("nu răspunde la testul de buclă", "Înlocuire")),
    "emergency_light": (("autonomy 38 min (min. 60)", "New battery"), ("autonomía 38 min (mín. 60)", "Batería nueva"),
                        ("autonomia 38 min (min. 60)", "Batteria nuova"), ("autonomie 38 min (min. 60)", "Baterie nouă")),
    "hose_reel": (("hose leaks at the coupling", "Repair"), ("fuga en el racor de la manguera", "Reparar"),
                  ("perdita al raccordo della manichetta", "Riparare"), ("scurgere la racordul furtunului", "Reparare")),
    "fire_door": (("does not close fully", "Adjust closer"), ("no cierra del todo", "Ajustar el cierrapuertas"),
                  ("non chiude completamente", "Regolare il chiudiporta"), ("nu se închide complet", "Reglare amortizor")),
    "alarm_panel": (("battery fault", "New battery"), ("fallo de batería", "Batería nueva"),
                    ("guasto batteria", "Batteria nuova"), ("defect la baterie", "Baterie nouă")),
    "pump": (("starts after 12 s", "Adjust"), ("arranca a los 12 s", "Ajustar"), ("avvio dopo 12 s", "Regolare"),
             ("pornește după 12 s", "Reglare")),
}  # fmt: skip

# (name, maker, model) of a kind of equipment
MODELS: dict[str, tuple[tuple[tuple[str, str, str, str], str, str], ...]] = {
    "extinguisher": ((("Powder ABC 6 kg", "Polvo ABC 6 kg", "Polvere ABC 6 kg", "Pulbere ABC 6 kg"), "Cofem", "P6-ABC"),
                     (("CO₂ 5 kg", "CO₂ 5 kg", "CO₂ 5 kg", "CO₂ 5 kg"), "Anaf", "CS5-M"),
                     (("Foam 6 l", "Espuma 6 l", "Schiuma 6 l", "Spumă 6 l"), "Gloria", "SB6")),
    "detector": ((("optical", "óptico", "ottico", "optic"), "Notifier", "NFX-OPT"),
                 (("heat", "térmico", "termico", "termic"), "Notifier", "NFX-TDIFF")),
    "emergency_light": ((("LED, 1 h", "LED, 1 h", "LED, 1 h", "LED, 1 h"), "Daisalux", "Hydra LD N3"),),
    "hose_reel": ((("25 mm, 20 m", "25 mm, 20 m", "DN 25, 20 m", "25 mm, 20 m"), "Cofem", "BIE-25"),),
    "fire_door": ((("EI2 60, one leaf", "EI2 60, una hoja", "EI2 60, un battente", "EI2 60, un canat"), "Novoferm", "E-1"),),
    "alarm_panel": ((("2 loops", "2 lazos", "2 loop", "2 bucle"), "Notifier", "AM-2000"),),
    "pump": ((("electric and jockey", "eléctrica y jockey", "elettrica e jockey", "electrică și jockey"), "Ebara", "AF-3M"),),
}  # fmt: skip

PLACES: tuple[tuple[str, ...], ...] = (
    ("Lobby", "Kitchen", "Room 207", "Stair B", "Corridor, floor 1", "Corridor, floor 2", "Corridor, floor 3", "Laundry",
     "Boiler room", "Car park, level −1", "Restaurant", "Roof terrace", "Staff room", "Electrical room"),
    ("Vestíbulo", "Cocina", "Oficina 2.07", "Escalera B", "Pasillo, planta 1", "Pasillo, planta 2", "Almacén", "Archivo",
     "Sala de calderas", "Aparcamiento, planta −1", "Muelle de carga", "Azotea", "Vestuarios", "Cuadro eléctrico"),
    ("Atrio", "Cucina", "Sala 2.07", "Scala B", "Corridoio, piano 1", "Corridoio, piano 2", "Magazzino", "Archivio",
     "Centrale termica", "Autorimessa, piano −1", "Banchina di carico", "Terrazza", "Spogliatoi", "Quadro elettrico"),
    ("Hol", "Bucătărie", "Camera 207", "Scara B", "Coridor, etajul 1", "Coridor, etajul 2", "Depozit", "Arhivă",
     "Centrala termică", "Parcare, subsol 1", "Rampă de încărcare", "Terasă", "Vestiare", "Tablou electric"),
)  # fmt: skip

# short texts by name
TEXTS: dict[str, tuple[str, str, str, str]] = {
    "photo_found": ("As found", "Estado encontrado", "Come trovato", "Starea constatată"),
    "photo_after": ("After the repair", "Tras la reparación", "Dopo la riparazione", "După reparație"),
    "unreachable": ("room locked", "local cerrado", "locale chiuso", "încăpere încuiată"),
    "next_visit": ("Next visit", "Próxima visita", "Prossima visita", "La următoarea vizită"),
    "all_good": ("Everything checked complies.", "Todo lo revisado es conforme.", "Tutto quanto verificato è conforme.",
                 "Tot ce s-a verificat este conform."),
    "some_failed": ("Some equipment does not comply; see the incident report.",
                    "Algunos equipos no son conformes; véase el informe de incidencias.",
                    "Alcune apparecchiature non sono conformi; si veda il rapporto di anomalie.",
                    "Unele echipamente nu sunt conforme; a se vedea raportul de neconformități."),
    "preparation": ("Please have the keys of the technical rooms ready.",
                    "Tengan preparadas las llaves de los cuartos técnicos.",
                    "Tenere pronte le chiavi dei locali tecnici.",
                    "Vă rugăm să pregătiți cheile încăperilor tehnice."),
    "contract": ("Maintenance of fire-protection equipment", "Mantenimiento de equipos contra incendios",
                 "Manutenzione delle apparecchiature antincendio", "Mentenanța echipamentelor de stingere a incendiilor"),
    "frame_contract": ("Framework agreement, all sites", "Acuerdo marco, todas las sedes",
                       "Accordo quadro, tutte le sedi", "Acord-cadru, toate locațiile"),
    "q": ("Quarterly maintenance", "Mantenimiento trimestral", "Manutenzione trimestrale", "Mentenanță trimestrială"),
    "h": ("Half-yearly maintenance", "Mantenimiento semestral", "Manutenzione semestrale", "Mentenanță semestrială"),
    "y": ("Yearly inspection", "Revisión anual", "Verifica annuale", "Verificare anuală"),
    "repairs": ("Repairs after inspection", "Reparaciones tras la revisión", "Riparazioni dopo l'ispezione",
                "Reparații după verificare"),
    "labour": ("Labour and travel", "Mano de obra y desplazamiento", "Manodopera e trasferta", "Manoperă și deplasare"),
    "survey": ("Site survey", "Visita de reconocimiento", "Sopralluogo", "Vizită de evaluare"),
    "advance": ("Advance payment", "Anticipo", "Acconto", "Avans"),
    "card": ("Card payment of invoice", "Pago con tarjeta de la factura", "Pagamento con carta della fattura",
             "Plată cu cardul a facturii"),
    "correction": ("Correction: two items billed twice", "Corrección: dos equipos facturados dos veces",
                   "Rettifica: due apparecchiature fatturate due volte", "Corecție: două echipamente facturate de două ori"),
    "goodwill": ("Goodwill credit for the late visit", "Abono por la visita retrasada",
                 "Accredito per la visita in ritardo", "Credit acordat pentru vizita întârziată"),
    "buildings": ("Buildings under management, quarter", "Fincas administradas, trimestre",
                  "Edifici in amministrazione, trimestre", "Clădiri în administrare, trimestru"),
    "keys": ("Keyholder form", "Formulario de custodios de llaves", "Modulo dei custodi delle chiavi",
             "Formular deținători de chei"),
    "keys_text": ("Please name two people who hold keys and can be reached at any hour, and send the form back signed.",
                  "Indique dos personas que tengan llaves y estén localizables a cualquier hora, y devuelva el formulario firmado.",
                  "Si prega di indicare due persone con le chiavi, reperibili a ogni ora, e di restituire il modulo firmato.",
                  "Vă rugăm să indicați două persoane care dețin chei și pot fi contactate la orice oră, și să returnați formularul semnat."),
    "meter": ("Water meter of the pump room", "Contador de agua de la sala de bombas", "Contatore dell'acqua della sala pompe",
              "Contorul de apă din camera pompelor"),
    "floor_plan": ("Plan of the ground floor", "Plano de la planta baja", "Pianta del piano terra", "Planul parterului"),
    "on_call": ("Who is on call", "Personas de guardia", "Chi è reperibile", "Persoane de gardă"),
    "plan": ("What to do in case of fire", "Qué hacer en caso de incendio", "Cosa fare in caso d'incendio",
             "Ce faceți în caz de incendiu"),
    "plan_text": ("Raise the alarm. Leave by the nearest marked exit; never use the lift. Meet at the assembly point and"
                  " wait until everybody is counted. Fight a fire only if it is small and the way out is behind you.",
                  "Dé la alarma. Salga por la salida señalizada más próxima; no utilice el ascensor. Acuda al punto de"
                  " reunión y espere al recuento. Intente apagar el fuego solo si es pequeño y tiene la salida detrás.",
                  "Dare l'allarme. Uscire dall'uscita segnalata più vicina; non usare l'ascensore. Raggiungere il punto"
                  " di raccolta e attendere l'appello. Spegnere il fuoco solo se è piccolo e l'uscita è alle spalle.",
                  "Dați alarma. Ieșiți pe cea mai apropiată ieșire marcată; nu folosiți liftul. Mergeți la punctul de"
                  " adunare și așteptați apelul. Stingeți focul numai dacă este mic și aveți ieșirea în spate."),
}  # fmt: skip

# kind of job -> (title, what was done, price of the material in the client's currency)
JOBS: tuple[tuple[str, tuple[str, str, str, str], tuple[str, str, str, str], int], ...] = (
    ("installation",
     ("Detector replacement, floors 2–3", "Sustitución de detectores, plantas 2–3", "Sostituzione rilevatori, piani 2–3",
      "Înlocuirea detectoarelor, etajele 2–3"),
     ("Replaced the detectors, programmed the loop and tested each address.",
      "Sustituidos los detectores, programado el lazo y probada cada dirección.",
      "Sostituiti i rilevatori, programmato il loop e provato ogni indirizzo.",
      "S-au înlocuit detectoarele, s-a programat bucla și s-a testat fiecare adresă."), 980),
    ("retest",
     ("Pressure retest of extinguishers", "Retimbrado de extintores", "Collaudo decennale degli estintori",
      "Probă de presiune a stingătoarelor"),
     ("Retested at 25 bar, refilled and sealed; replacements stood in meanwhile.",
      "Retimbrados a 25 bar, recargados y precintados; se dejaron equipos de sustitución.",
      "Collaudati a 25 bar, ricaricati e sigillati; lasciati estintori sostitutivi.",
      "Probă la 25 bar, reîncărcare și sigilare; s-au lăsat stingătoare de schimb."), 340),
    ("repair",
     ("Repair of the hose reel on floor 1", "Reparación de la BIE de la planta 1", "Riparazione del naspo al piano 1",
      "Repararea hidrantului interior de la etajul 1"),
     ("New coupling fitted, hose tested at 12 bar.", "Racor nuevo montado, manguera probada a 12 bar.",
      "Montato un raccordo nuovo, manichetta provata a 12 bar.", "Racord nou montat, furtun probat la 12 bar."), 145),
    ("call_out",
     ("Alarm panel: fault at night", "Central de alarma: avería nocturna", "Centrale d'allarme: guasto notturno",
      "Centrală de alarmă: defect pe timp de noapte"),
     ("Found a wet detector base; dried, replaced and reset.", "Base de detector húmeda; secada, sustituida y rearmada.",
      "Base di un rilevatore umida; asciugata, sostituita e ripristinata.",
      "Soclu de detector umed; uscat, înlocuit și resetat."), 190),
)  # fmt: skip

# larger works that are ordered
ORDERS: tuple[tuple[str, str, str, str], ...] = (
    ("Hydrant pressure group upgrade", "Renovación del grupo de presión", "Rinnovo del gruppo di pressurizzazione",
     "Modernizarea grupului de pompare"),
    ("New fire doors, ground floor", "Puertas cortafuegos nuevas, planta baja", "Nuove porte tagliafuoco, piano terra",
     "Uși noi rezistente la foc, parter"),
    ("Emergency lighting to LED", "Alumbrado de emergencia a LED", "Illuminazione d'emergenza a LED",
     "Iluminat de siguranță cu LED"),
    ("12 powder extinguishers", "12 extintores de polvo", "12 estintori a polvere", "12 stingătoare cu pulbere"),
)  # fmt: skip

# what is seen beside the equipment: severity, then title, description, action and place in the four languages
_Told = tuple[str, str, str, str]
OBSERVED: dict[str, tuple[str, _Told, _Told, _Told, _Told]] = {
    "escape": ("critical",
               ("Escape route obstructed", "Vía de evacuación obstruida", "Via di fuga ostruita", "Cale de evacuare blocată"),
               ("Boxes stood in front of the door; it could not be opened fully.",
                "Había cajas delante de la puerta; no se podía abrir del todo.",
                "Davanti alla porta c'erano scatole; non si apriva del tutto.",
                "În fața ușii erau cutii; nu se putea deschide complet."),
               ("Clear it and keep it clear", "Despejarla y mantenerla libre", "Liberarla e mantenerla libera",
                "Eliberați-o și păstrați-o liberă"),
               ("Stair B, level −1", "Escalera B, planta −1", "Scala B, piano −1", "Scara B, subsol 1")),
    "sign": ("minor",
             ("Emergency exit sign missing", "Falta la señal de salida de emergencia", "Manca il segnale di uscita d'emergenza",
              "Lipsește indicatorul de ieșire de urgență"),
             ("The sign above the door was taken down for painting and not put back.",
              "Se retiró la señal al pintar y no se volvió a colocar.",
              "Il segnale è stato tolto per la tinteggiatura e non rimesso.",
              "Indicatorul a fost scos la zugrăvit și nu a fost pus la loc."),
             ("Put up a sign", "Colocar la señal", "Montare il segnale", "Montați indicatorul"),
             ("Corridor, floor 1", "Pasillo, planta 1", "Corridoio, piano 1", "Coridor, etajul 1")),
    "seal": ("critical",
             ("Opening in a fire wall not sealed", "Paso de muro cortafuegos sin sellar",
              "Attraversamento di parete tagliafuoco non sigillato", "Străpungere neetanșată în perete antifoc"),
             ("New cables were laid through the wall; the opening around them is open.",
              "Se han pasado cables nuevos por el muro; el hueco ha quedado abierto.",
              "Sono stati posati nuovi cavi attraverso la parete; l'apertura è rimasta libera.",
              "S-au tras cabluri noi prin perete; golul a rămas deschis."),
             ("Seal it with tested material", "Sellar con material ensayado", "Sigillare con materiale certificato",
              "Etanșați cu material testat"),
             ("Electrical room", "Cuadro eléctrico", "Quadro elettrico", "Tablou electric")),
}  # fmt: skip

INSPECTORS = {
    "ES": ("Marc Vidal", "Begoña Peña", "Íñigo Muñoz", "Núria Solé"),
    "IT": ("Niccolò Ferrari", "Giulia Però"),
    "RO": ("Ștefan Țăranu", "Ioana Brânză"),
}


def said(texts: tuple[str, ...], language: str) -> str:
    """The text of that language."""
    return texts[LANGUAGES.index(language)]


def failure(kind: str, language: str) -> tuple[str, str]:
    """Remark and action of the typical failure of a kind of equipment."""
    return FAILURES[kind][LANGUAGES.index(language)]


def text(name: str, language: str) -> str:
    """One of the short texts."""
    return said(TEXTS[name], language)
