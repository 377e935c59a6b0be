// Shows each time of the page on the visitor's own clock, unless they chose a zone.
(() => {
  const { zone, weekdays, months, ...clocks } = document.documentElement.dataset;
  if (zone) return;
  const days = weekdays.split(" "), names = months.split(" ");
  const two = (number) => String(number).padStart(2, "0");

  const offset = (at) => {
    const east = -at.getTimezoneOffset(), minutes = Math.abs(east) % 60;
    if (!east) return "UTC";
    const hours = Math.floor(Math.abs(east) / 60);
    return `UTC${east < 0 ? "-" : "+"}${hours}${minutes ? `:${two(minutes)}` : ""}`;
  };
  const day = (at) => `${days[(at.getDay() + 6) % 7]} ${at.getDate()} ${names[at.getMonth()]}`;
  const time = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;
  const parts = { day, time, full: (at) => `${day(at)} ${at.getFullYear()}, ${time(at)}` };

  for (const shown of document.querySelectorAll("time[data-local]")) {
    const at = new Date(shown.dateTime);
    shown.textContent = parts[shown.dataset.local](at);
    const where = shown.parentElement.querySelector("[data-clock]");
    if (where) where.textContent = clocks[where.dataset.clock].replace("{offset}", offset(at));
  }
  for (const meant of document.querySelectorAll("[data-meant]")) meant.hidden = false;
  for (const list of document.querySelectorAll("[data-elsewhere]")) list.open = false;
})();
