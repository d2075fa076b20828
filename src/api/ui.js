/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Comfort only: every page works without it.
 */
"use strict";

/* Dates say on hover what they are where the reader is. */
for (const time of document.querySelectorAll("time[datetime]")) {
	const at = new Date(time.dateTime);

	if (!Number.isNaN(at.getTime()))
		time.title = at.toLocaleString(undefined, { timeZoneName: "short" });
}

/* On a narrow screen the menu shows where one is. */
document.querySelector(".menu [aria-current]")?.scrollIntoView(
	{ block: "nearest", inline: "center" });

/* A form is not sent twice by a nervous hand. */
for (const form of document.forms) {
	form.addEventListener("submit", () => {
		if (form.method === "post")
			setTimeout(() => {
				for (const b of form.querySelectorAll("button"))
					b.disabled = true;
			}, 0);
	});
}
addEventListener("pageshow", (e) => {
	if (e.persisted)
		for (const b of document.querySelectorAll("button"))
			b.disabled = false;
});

/* A popover closes by Escape and by a click elsewhere. */
const pops = document.querySelectorAll(".head details");
addEventListener("keydown", (e) => {
	if (e.key !== "Escape")
		return;
	for (const pop of pops)
		pop.open = false;
});
addEventListener("click", (e) => {
	for (const pop of pops)
		if (!pop.contains(e.target))
			pop.open = false;
});

/* How many segments a text has, while it is typed. */
for (const area of document.querySelectorAll("textarea[data-count]")) {
	const to = document.getElementById(area.dataset.count);
	let timer;

	async function count()
	{
		const csrf = area.form.elements.csrf.value;
		const answer = await fetch("/ui/segments", { method: "POST",
			body: new URLSearchParams({ csrf, text: area.value }) });

		if (answer.ok && !answer.redirected)
			to.textContent = await answer.text();
		else if (answer.status === 401 || answer.redirected)
			to.textContent = "You are signed out. Save: what you typed is kept while you sign in.";
	}
	area.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(count, 300);
	});
	if (area.value)
		count();
}

/* A file that is too large is told before it is sent. */
for (const input of document.querySelectorAll("input[data-max]"))
	input.addEventListener("change", () => {
		const file = input.files[0];
		const large = file && file.size > Number(input.dataset.max);

		input.setCustomValidity(large ? "This file is larger than 1 MB: " +
			"import it in pieces, each with the line of titles." : "");
		input.reportValidity();
	});

/* What is under way is looked at again, while nobody types. */
const again = document.querySelector("[data-again]");
if (again) {
	setTimeout(() => {
		const on = document.activeElement;

		if (!document.hidden && !(on && on.form) &&
		    !document.querySelector("details[open]"))
			location.reload();
	}, 1000 * Number(again.dataset.again));
}
