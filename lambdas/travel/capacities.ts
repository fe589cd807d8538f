/** What the partners have at first; the counters in their tables take over with their first use. */
export const rooms: Readonly<Record<string, number>> = {
  'grand-hotel': 100,
  'harbour-inn': 40,
  lighthouse: 0,
};

export const cars: Readonly<Record<string, number>> = { compact: 80, van: 10, convertible: 0 };

/** Seats by route. */
export const seats: Readonly<Record<string, number>> = {
  'BER-LIS': 60,
  'FRA-JFK': 300,
  'MUC-ATH': 120,
  'ZRH-KEF': 0,
};

/** Airports that are served at all, IATA codes. */
export const airports: ReadonlySet<string> = new Set(Object.keys(seats).flatMap((route) => route.split('-')));
