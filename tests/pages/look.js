/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opens pages as a person would, in a browser that shows them light, dark and
 * as narrow as a phone.
 *
 *	node look.js < plan.json
 *
 * The plan: {"chromium", "profile", "base", "shots", "name", "token",
 * "pages": [{"name", "path", "ids", "texts"}], "flows": [name]}. A line
 * "PASS name" or "FAIL name why" comes out for each page in each view, and for
 * each flow.
 */
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");

const plan = JSON.parse(fs.readFileSync(0, "utf8"));

const VIEWS = {
	light: { colorScheme: "light", viewport: { width: 1280, height: 900 } },
	dark: { colorScheme: "dark", viewport: { width: 1280, height: 900 } },
	phone: { colorScheme: "light", viewport: { width: 390, height: 844 } },
};

const PATIENCE = 15000;	/* milliseconds */
const CONTRAST = 4.5;	/* WCAG 2.2, 1.4.3 */

function tell(name, wrong)
{
	if (wrong.length === 0)
		console.log(`PASS ${name}`);
	else
		console.log(`FAIL ${name} ${wrong.join("; ")}`);
}

/* Runs in the page: what a reader, a keyboard or a screen reader would miss. */
function faults(least)
{
	const wrong = [];
	const seen = (e) => e.checkVisibility() && e.getClientRects().length;

	function channel(v)
	{
		v /= 255;
		return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
	}
	function light([r, g, b])
	{
		return 0.2126 * channel(r) + 0.7152 * channel(g) +
			0.0722 * channel(b);
	}
	function parts(color)
	{
		const n = color.match(/[\d.]+/g).map(Number);
		return n.length === 3 ? [...n, 1] : n;
	}
	function paper(e)
	{
		for (; e; e = e.parentElement) {
			const c = parts(getComputedStyle(e).backgroundColor);
			if (c[3] > 0.99)
				return c;
		}
		return [255, 255, 255, 1];
	}
	function check_contrast(e)
	{
		const a = light(parts(getComputedStyle(e).color));
		const b = light(paper(e));
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

		if (ratio < least)
			wrong.push(`contrast ${ratio.toFixed(2)} of "${
				e.textContent.trim().slice(0, 30)}"`);
	}

	if (document.querySelectorAll("h1").length !== 1)
		wrong.push("not one h1");
	if (!document.documentElement.lang || !document.title)
		wrong.push("no language or title");
	if (document.scrollingElement.scrollWidth > innerWidth + 1)
		wrong.push(`it is ${document.scrollingElement.scrollWidth} wide`);
	for (const e of document.querySelectorAll("input, select, textarea"))
		if (e.type !== "hidden" && seen(e) && !e.labels.length &&
		    !e.ariaLabel)
			wrong.push(`no label for ${e.name}`);
	for (const e of document.querySelectorAll("button, a, summary"))
		if (seen(e) && !e.innerText.trim() && !e.ariaLabel)
			wrong.push(`no name for ${e.outerHTML.slice(0, 60)}`);
	for (const e of document.querySelectorAll("svg"))
		if (e.getAttribute("role") !== "img" ||
		    !(e.getAttribute("aria-label") || e.querySelector("title")))
			wrong.push("a picture without words");
	for (const e of document.querySelectorAll("form[method=post]"))
		if (!e.querySelector("[name=csrf], [name=form]"))
			wrong.push(`a form without its word: ${e.action}`);
	const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
	if (new Set(ids).size !== ids.length)
		wrong.push("an id twice");
	for (const e of document.body.querySelectorAll("*")) {
		const has = [...e.childNodes].some((n) =>
			n.nodeType === 3 && n.data.trim());

		if (has && e.checkVisibility() && !e.closest("svg"))
			check_contrast(e);
	}
	return wrong.slice(0, 8);
}

async function sign_in(page, name, token)
{
	await page.goto(`${plan.base}/ui/login`);
	await page.fill("#name", name);
	await page.fill("#token", token);
	await Promise.all([page.waitForURL(/\/ui\/$/),
		page.click("main button")]);
}

function listen(page, wrong)
{
	page.on("console", (m) => {
		if (m.type() === "error" || m.type() === "warning")
			wrong.push(`console: ${m.text()}`);
	});
	page.on("pageerror", (e) => wrong.push(`script: ${e.message}`));
}

async function look_at(page, wanted)
{
	const wrong = [];
	const answer = await page.goto(plan.base + wanted.path);

	if (answer.status() !== 200)
		wrong.push(`status ${answer.status()}`);
	for (const id of wanted.ids ?? [])
		if (await page.getByTestId(id).count() === 0)
			wrong.push(`no ${id}`);
	const text = await page.locator("body").innerText();
	for (const piece of wanted.texts ?? [])
		if (!text.includes(piece))
			wrong.push(`no "${piece}"`);
	return wrong.concat(await page.evaluate(faults, CONTRAST));
}

async function open_all(browser, view)
{
	const context = await browser.newContext(VIEWS[view]);

	context.setDefaultTimeout(PATIENCE);
	const page = await context.newPage();
	const said = [];

	listen(page, said);
	await page.goto(`${plan.base}/ui/login`);
	await page.screenshot({ path: path.join(plan.shots, `login-${view}.png`),
		fullPage: true });
	tell(`${view}_login`, [...said.splice(0),
		...await page.evaluate(faults, CONTRAST)]);
	await sign_in(page, plan.name, plan.token);
	for (const wanted of plan.pages) {
		said.length = 0;
		const wrong = await look_at(page, wanted);

		await page.screenshot({ path: path.join(plan.shots,
			`${wanted.name}-${view}.png`), fullPage: true });
		tell(`${view}_${wanted.name}`, [...wrong, ...said]);
	}
	await context.close();
}

/* ---- flows: what a person does ------------------------------------------- */

const flows = {};

/* A wrong token says so, and does not tell which of both was wrong. */
flows.a_wrong_token_is_told = async (page) => {
	await page.goto(`${plan.base}/ui/login`);
	await page.fill("#name", plan.name);
	await page.fill("#token", "wrong");
	await page.click("main button");
	const said = await page.getByRole("alert").innerText();
	return said.includes("do not belong together") ? [] : [said];
};

flows.signing_in_leads_to_where_one_wanted = async (page) => {
	await page.goto(`${plan.base}/ui/messages`);
	if (!page.url().includes("/ui/login"))
		return ["it is open"];
	await page.fill("#name", plan.name);
	await page.fill("#token", plan.token);
	await Promise.all([page.waitForURL("**/ui/messages"),
		page.click("main button")]);
	return [];
};

flows.signing_out_ends_the_session = async (page) => {
	await sign_in(page, plan.name, plan.token);
	await Promise.all([page.waitForURL("**/ui/login"),
		page.getByRole("button", { name: "Sign out" }).click()]);
	await page.goto(`${plan.base}/ui/messages`);
	return page.url().includes("/ui/login") ? [] : ["still signed in"];
};

/* All of the menu can be reached, and seen to be reached, by Tab alone. */
flows.the_keyboard_goes_through_the_menu = async (page) => {
	await sign_in(page, plan.name, plan.token);
	await page.evaluate(() => document.activeElement.blur());
	const seen = [];

	for (let i = 0; i < 12; i++) {
		await page.keyboard.press("Tab");
		seen.push(await page.evaluate(() => {
			const e = document.activeElement;
			const s = getComputedStyle(e);
			return [e.textContent.trim(), s.outlineStyle];
		}));
	}
	const wrong = seen.filter(([, outline]) => outline === "none");
	if (!seen.some(([text]) => text === "Messages"))
		wrong.push(["Messages was not reached"]);
	return wrong.map(String);
};

/* S-P82 */
flows.the_gear_hides_the_widget_and_shows_it_again = async (page) => {
	await sign_in(page, plan.name, plan.token);
	const widget = page.getByTestId("widget-bulk-sequences");
	const wrong = [];

	async function turn(on)
	{
		await page.getByTestId("dashboard-gear").locator("summary")
			.click();
		await page.getByLabel("Bulk Sequences").setChecked(on);
		await page.getByTestId("dashboard-gear")
			.getByRole("button").click();
		await page.waitForLoadState();
		await page.reload();
	}
	if (await widget.count() !== 1)
		wrong.push("no widget at first");
	await turn(false);
	if (await widget.count() !== 0)
		wrong.push("it is still there");
	await turn(true);
	if (await widget.count() !== 1)
		wrong.push("it did not come back");
	return wrong;
};

flows.the_help_opens_a_text = async (page) => {
	await sign_in(page, plan.name, plan.token);
	const help = page.getByTestId("dashboard-help");

	await help.locator("summary").click();
	const text = await help.innerText();
	return text.length > 100 ? [] : [text];
};

/* The session is of no use to a script, nor is its cookie to another site. */
flows.the_cookie_is_kept_from_scripts = async (page) => {
	await sign_in(page, plan.name, plan.token);
	const [cookie] = (await page.context().cookies()).filter((c) =>
		c.name === "esmed_session");
	const wrong = [];

	if (!cookie.httpOnly || cookie.sameSite !== "Strict")
		wrong.push(JSON.stringify(cookie));
	if (await page.evaluate(() => document.cookie))
		wrong.push("a script sees it");
	return wrong;
};

/* ---- campaigns ----------------------------------------------------------- */

/* Send a form by one of its buttons, and wait for where that leads. */
async function press(page, name)
{
	await Promise.all([page.waitForNavigation(),
		page.getByRole("button", { name, exact: true }).click()]);
}

async function word(page)
{
	return (await page.getByTestId("campaign-status").innerText()).trim();
}

flows.a_draft_is_written_and_estimated = async (page) => {
	const wrong = [];

	await sign_in(page, plan.name, plan.token);
	await page.goto(`${plan.base}/ui/campaigns/new`);
	await page.fill("[name=name]", "By hand");
	await page.fill("[name=text]", "ю".repeat(71) + "\nsecond line");
	await page.getByText("2 segments,").waitFor();
	await page.fill("[name=from]", plan.from);
	await page.fill("[name=numbers]", "+19175550077, +19175550078");
	await press(page, "Save the draft");
	if (!(await page.getByRole("status").innerText()).includes("Saved"))
		wrong.push("not saved");
	await page.getByRole("link", { name: "Estimate" }).click();
	const estimate = await page.getByTestId("estimate").innerText();
	if (!/Segments\s+4/.test(estimate))
		wrong.push(`estimate: ${estimate}`);
	await page.getByRole("link", { name: "Edit" }).click();
	if (await page.inputValue("[name=numbers]") !==
	    "+19175550077\n+19175550078\n")
		wrong.push("other numbers");
	await page.fill("[name=name]", "By hand, again");
	await press(page, "Save the draft");
	if (await page.locator("h1").innerText() !== "By hand, again")
		wrong.push("not changed");
	await page.getByText("Delete…").click();
	await press(page, "Delete");
	if (!page.url().includes("/ui/history"))
		wrong.push("not deleted");
	return wrong;
};

flows.what_was_refused_comes_back_as_it_was_filled_in = async (page) => {
	const wrong = [];

	await sign_in(page, plan.name, plan.token);
	await page.goto(`${plan.base}/ui/campaigns/new`);
	await page.fill("[name=text]", "Kept <as> it was");
	await page.fill("[name=step_text]", "Again");
	await page.fill("[name=step_delay]", "soon");
	await press(page, "Save the draft");
	if (!(await page.locator("#wrong").innerText()).trim())
		wrong.push("not told");
	if (await page.inputValue("[name=text]") !== "Kept <as> it was")
		wrong.push("the text is gone");
	return wrong;
};

/* What a form of a draft says: "A 70 Hi|B 30 Hello" and "24h And?|". */
async function texts_of(page)
{
	const values = async (name) => Promise.all((await page.locator(
		`[name=${name}]`).all()).map((e) => e.inputValue()));
	const [name, weight, text, delay, more] = [
		await values("variant_name"), await values("weight"),
		await values("text"), await values("step_delay"),
		await values("step_text")];

	return [text.map((t, i) => [name[i], weight[i], t].join(" ")),
		more.map((t, i) => [delay[i], t].join(" "))].map((all) =>
			all.join("|").trim());
}

async function expect_texts(page, wrong, ...wanted)
{
	const found = await texts_of(page);

	if (found.join() !== wanted.join())
		wrong.push(`${found}, not ${wanted}`);
}

async function write_two_of_each(page, wrong)
{
	await page.goto(`${plan.base}/ui/campaigns/new`);
	await page.fill("[name=name]", "Two of each");
	await page.fill("[name=text]", "Hi");
	await page.fill("[name=from]", plan.from);
	await page.fill("[name=numbers]", "+19175550077, +19175550078");
	await press(page, "Compare with another text");
	await expect_texts(page, wrong, "A 50 Hi|B 50", "");
	await page.fill("#weight", "70");
	await page.fill("#weight-2", "30");
	await page.fill("#text-2", "Hello <you>");
	await page.fill("#step_text", "And?");
	await press(page, "Add another follow-up");
	await page.fill("#step_delay", "24h");
	await page.fill("#step_text-2", "Well?");
	await page.fill("#step_delay-2", "soon");
	await press(page, "Save the draft");
	if (!(await page.locator("#wrong").innerText()).trim())
		wrong.push("not told");
	await page.fill("#step_delay-2", "48h");
	await expect_texts(page, wrong, "A 70 Hi|B 30 Hello <you>",
		"24h And?|48h Well?");
	await press(page, "Save the draft");
}

/* S-P106, by page alone and without the script. */
flows.two_texts_and_two_follow_ups_are_written = async (page) => {
	const wrong = [];
	const context = await page.context().browser().newContext(
		{ ...VIEWS.light, javaScriptEnabled: false });

	context.setDefaultTimeout(PATIENCE);
	page = await context.newPage();
	await sign_in(page, plan.name, plan.token);
	await write_two_of_each(page, wrong);
	for (const id of ["variant", "step"])
		if (await page.getByTestId(id).count() !== 2)
			wrong.push(`not two of ${id}`);
	await page.getByRole("link", { name: "Estimate" }).click();
	const estimate = await page.getByTestId("estimate").innerText();
	if (!/Segments\s+2/.test(estimate))
		wrong.push(`estimate: ${estimate}`);
	await page.getByRole("link", { name: "Edit", exact: true }).click();
	await page.fill("[name=name]", "Two, still");
	await Promise.all([page.waitForNavigation(),
		page.press("[name=name]", "Enter")]);
	if (await page.locator("h1").innerText() !== "Two, still")
		wrong.push("Enter does not save");
	await page.getByRole("link", { name: "Edit", exact: true }).click();
	await expect_texts(page, wrong, "A 70 Hi|B 30 Hello <you>",
		"24h And?|48h Well?");
	await press(page, "Remove text 1");
	await press(page, "Remove follow-up 1");
	await expect_texts(page, wrong, "Hello <you>", "48h Well?");
	await press(page, "Save the draft");
	if (await page.getByTestId("variant").count() !== 0 ||
	    await page.getByTestId("step").count() !== 1)
		wrong.push("they were not removed");
	await context.close();
	return wrong;
};

/* What was written by the API is there after it was saved by page. */
flows.a_draft_of_several_loses_none = async (page) => {
	const wrong = [];

	await sign_in(page, plan.name, plan.token);
	await page.goto(`${plan.base}/ui/campaigns/${plan.several}/edit`);
	const before = await texts_of(page);
	if (before[0].split("|").length !== 3 ||
	    before[1].split("|").length !== 2)
		wrong.push(`at first: ${before}`);
	wrong.push(...await page.evaluate(faults, CONTRAST));
	await press(page, "Save the draft");
	await page.getByRole("link", { name: "Edit", exact: true }).click();
	await expect_texts(page, wrong, ...before);
	await press(page, "Add another text");
	if (await page.evaluate(() => document.activeElement.id) !== "text-4")
		wrong.push("one has to look for the new text");
	if (await page.getByRole("button", { name: "Add another text" })
		.count() !== 0)
		wrong.push("there is a place for a fifth");
	return wrong;
};

flows.a_draft_is_scheduled_and_is_a_draft_again = async (page) => {
	const wrong = [];

	await sign_in(page, plan.name, plan.token);
	await page.goto(`${plan.base}/ui/campaigns/${plan.draft}`);
	await page.getByText("Schedule", { exact: true }).first().click();
	await page.fill("[name=local]", "2026-03-05T10:00");
	await press(page, "Schedule");
	if (await word(page) !== "Scheduled")
		wrong.push(await word(page));
	await press(page, "Cancel the schedule");
	if (await word(page) !== "Draft")
		wrong.push(await word(page));
	return wrong;
};

/* S-P36 */
flows.a_campaign_is_paused_resumed_and_canceled = async (page) => {
	const wrong = [];

	await sign_in(page, plan.name, plan.token);
	await page.goto(`${plan.base}/ui/campaigns/${plan.sending}`);
	await press(page, "Pause");
	if (!(await word(page)).includes("Paused"))
		wrong.push(`not paused: ${await word(page)}`);
	await press(page, "Resume");
	await page.fill("[name=reason]", "typo");
	await press(page, "Cancel sending");
	if (await word(page) !== "Canceled")
		wrong.push(await word(page));
	if (await page.getByTestId("cancel").count() !== 0)
		wrong.push("it can be canceled again");
	const last = await page.getByTestId("campaign-event").last()
		.innerText();
	if (!last.includes("typo") || !last.includes(plan.name))
		wrong.push(last);
	return wrong;
};

flows.a_viewer_changes_nothing = async (page) => {
	await sign_in(page, plan.viewer.name, plan.viewer.token);
	await page.goto(`${plan.base}/ui/campaigns/${plan.draft}`);
	const wrong = [];
	if (await page.getByTestId("controls").count() !== 0)
		wrong.push("there are buttons");
	const answer = await page.goto(`${plan.base}/ui/campaigns/new`);
	if (answer.status() !== 403)
		wrong.push(`status ${answer.status()}`);
	return wrong;
};

/* ---- from nothing -------------------------------------------------------- */

async function import_file(page, list)
{
	await page.goto(`${plan.base}/ui/contacts/import`);
	await page.setInputFiles("#file", { name: "guests.csv",
		mimeType: "text/csv", buffer: Buffer.from(
			"\ufeffNumber;Name;Points\r\n" +
			"+19175550481;\"Ann; B.\";5\r\n12;Nobody;\r\n" +
			"+19175550482;<b>Bob</b>;\r\n") });
	await page.fill("#new_list", list);
	await press(page, "Import");
}

flows.a_file_of_contacts_becomes_a_campaign = async (page) => {
	const wrong = [];

	await sign_in(page, plan.name, plan.token);
	await import_file(page, "By hand");
	if (await page.getByTestId("refused-row").count() !== 1)
		wrong.push("not one row was refused");
	wrong.push(...await page.evaluate(faults, CONTRAST));
	if (await page.inputValue("#rows") !== "Number;Name;Points\n12;Nobody;\n")
		wrong.push(await page.inputValue("#rows"));
	await page.getByRole("link", { name: "A campaign to it" }).click();
	await page.fill("[name=text]", "Hi {{name}}");
	await page.fill("[name=from]", plan.from);
	await press(page, "Save the draft");
	const url = page.url().split("?")[0];
	await page.getByText("Send…").click();
	wrong.push(...await page.evaluate(faults, CONTRAST));
	const sent = [];
	page.on("request", (r) => {
		if (r.method() === "POST")
			sent.push(r.url());
	});
	await Promise.all([page.waitForURL("**?done=sent"),
		page.getByRole("button", { name: "Send now" }).dblclick()]);
	if (sent.length !== 1)
		wrong.push(`sent by ${sent.length} requests`);
	await page.goBack();
	await page.waitForLoadState();
	if (await page.getByText("Send…").isVisible() &&
	    page.url().split("?")[0] === url)
		wrong.push("it can be sent again after the back button");
	return wrong;
};

flows.a_file_that_is_too_large_is_told_before_it_is_sent = async (page) => {
	await sign_in(page, plan.name, plan.token);
	await page.goto(`${plan.base}/ui/contacts/import`);
	await page.setInputFiles("#file", { name: "many.csv",
		mimeType: "text/csv", buffer: Buffer.alloc(1100000, "1\n") });
	const said = await page.locator("#file").evaluate((e) =>
		e.validationMessage);
	return said.includes("larger than 1 MB") ? [] : [said || "not told"];
};

flows.what_was_typed_outlives_the_session = async (page) => {
	const wrong = [], text = "Kept\nas it was 😀";

	await sign_in(page, plan.name, plan.token);
	await page.goto(`${plan.base}/ui/campaigns/new`);
	await page.fill("[name=name]", "Kept");
	const [cookie] = (await page.context().cookies()).filter((c) =>
		c.name === "esmed_session");
	await page.context().addCookies([{ ...cookie, value: "0".repeat(64) }]);
	await page.fill("[name=text]", text);
	await page.getByText("You are signed out").waitFor();
	await press(page, "Save the draft");
	if (!(await page.getByRole("alert").innerText()).includes("is kept"))
		wrong.push("not told");
	wrong.push(...await page.evaluate(faults, CONTRAST));
	await page.fill("#name", plan.name);
	await page.fill("#token", plan.token);
	await press(page, "Sign in");
	wrong.push(...await page.evaluate(faults, CONTRAST));
	await press(page, "Send it now");
	await page.getByRole("link", { name: "Edit", exact: true }).click();
	if (await page.inputValue("[name=text]") !== text)
		wrong.push(await page.inputValue("[name=text]"));
	return wrong;
};

flows.an_admin_changes_settings_and_no_other = async (page) => {
	const wrong = [];

	await sign_in(page, plan.admin.name, plan.admin.token);
	await page.goto(`${plan.base}/ui/settings`);
	await page.fill("#support_contact", "us@example.test");
	await page.fill("#timezone", "Mars");
	await press(page, "Save");
	if (!(await page.locator("#wrong").innerText()).includes("time zone"))
		wrong.push("not told at its place");
	await page.fill("#timezone", "America/New_York");
	await press(page, "Save");
	if (await page.inputValue("#support_contact") !== "us@example.test")
		wrong.push("not saved");
	await page.context().clearCookies();
	await sign_in(page, plan.viewer.name, plan.viewer.token);
	await page.goto(`${plan.base}/ui/settings`);
	if (await page.locator("#timezone").isEnabled())
		wrong.push("a viewer may type");
	return wrong;
};

async function perform(browser, name)
{
	const context = await browser.newContext(VIEWS.light);

	context.setDefaultTimeout(PATIENCE);
	const page = await context.newPage();

	try {
		tell(name, await flows[name](page));
	} catch (e) {
		tell(name, [e.message.split("\n")[0]]);
	}
	await context.close();
}

async function main()
{
	const browser = await chromium.launch({
		executablePath: plan.chromium,
		args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
			"--no-first-run", "--disable-background-networking",
			"--disable-component-update", "--disable-sync"],
	});

	for (const view of Object.keys(VIEWS))
		await open_all(browser, view);
	for (const name of plan.flows ?? Object.keys(flows))
		await perform(browser, name);
	await browser.close();
}

main().catch((e) => {
	console.log(`FAIL browser ${e.message.split("\n")[0]}`);
	process.exit(1);
});
