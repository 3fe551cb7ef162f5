// Asks the browser for a passkey, and posts what it says as any form is posted. Pages say what else to do without it.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const toText = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const ask = async (way, asked) => {
  const options = JSON.parse(asked);
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  for (const one of options.allowCredentials ?? options.excludeCredentials ?? []) one.id = toBytes(one.id);
  const { rawId, response } = await navigator.credentials[way]({ publicKey: options });
  const said = { clientDataJSON: toText(response.clientDataJSON) };
  for (const name of ["authenticatorData", "signature", "userHandle", "attestationObject"]) {
    if (response[name]) said[name] = toText(response[name]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return JSON.stringify({ id: toText(rawId), rawId: toText(rawId), type: "public-key", response: said });
};

const hosts = (form) => {
  const { rp, rpId } = JSON.parse(form.dataset.options);
  return rp?.id ?? rpId;
};

const show = (form, name) => {
  const faults = [...form.querySelectorAll("[data-passkey-fault]")];
  const shown = faults.find((one) => one.dataset.passkeyFault === name) ?? (name ? faults[0] : null);
  for (const one of faults) one.hidden = one !== shown;
};

const take = (form) => {
  const answer = form.querySelector("[data-passkey-answer]");
  let isAsking = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    show(form, "");
    try {
      answer.value = await ask(form.dataset.passkey, form.dataset.options);
      form.submit();
    } catch (fault) {
      show(form, fault.name === "InvalidStateError" ? "known" : "any");
    }
    isAsking = false;
  });
};

const forms = [...document.querySelectorAll("form[data-passkey]")];
if (window.PublicKeyCredential && forms.every((form) => hosts(form) === location.hostname)) {
  forms.forEach(take);
  for (const one of document.querySelectorAll("[data-with-passkeys]")) one.hidden = false;
  for (const one of document.querySelectorAll("[data-without-passkeys]")) one.hidden = true;
}
