/** Imported before what is tested: behind Greenwich, a date that is read as an instant falls on the day before. */
process.env.TZ = 'America/New_York'
