/** Zones that are hard on a calendar: halves and quarters of an hour, changes at midnight, changes of half an hour. */
export const ODD_ZONES: readonly string[] = [
  'UTC',
  'Africa/Cairo', // springs forward at midnight
  'Africa/Casablanca', // changes with Ramadan
  'America/Asuncion', // changes at midnight, then stopped
  'America/Caracas',
  'America/Havana', // falls back to midnight
  'America/Los_Angeles',
  'America/New_York',
  'America/Nuuk', // changed its zone in 2023
  'America/Santiago', // changes at midnight
  'America/Sao_Paulo',
  'America/Scoresbysund', // changed its zone in 2024
  'America/St_Johns', // -03:30
  'Antarctica/Casey', // changed its zone many times
  'Antarctica/Troll', // changes by two hours
  'Asia/Amman',
  'Asia/Beirut', // changes at midnight
  'Asia/Gaza',
  'Asia/Kathmandu', // +05:45
  'Asia/Kolkata', // +05:30
  'Asia/Tehran', // +03:30, changed at midnight until 2022
  'Asia/Tokyo',
  'Asia/Yangon', // +06:30
  'Atlantic/Azores', // falls back to midnight
  'Australia/Adelaide', // +09:30 and +10:30
  'Australia/Eucla', // +08:45
  'Australia/Lord_Howe', // changes by half an hour
  'Europe/Berlin',
  'Europe/Dublin', // winter is its daylight saving
  'Pacific/Apia', // +13 and +14
  'Pacific/Chatham', // +12:45 and +13:45
  'Pacific/Kiritimati', // +14
  'Pacific/Marquesas', // -09:30
  'Pacific/Niue', // -11
  '+05:30',
];
