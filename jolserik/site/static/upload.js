// Files on their way to the server. A photo is made smaller before it is sent (a telephone on a
// building site has little signal), a file that is too large is noticed at once, and a form that is
// being sent says so. Without this the server does the same later.

const QUALITY = 0.85;

function ready() {
  for (const form of document.querySelectorAll("form[data-upload]")) {
    for (const input of form.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => chosen(input));
    }
    form.addEventListener("submit", (event) => {
      const button = event.submitter ?? form.querySelector("button[type=submit]");
      button.textContent = form.dataset.busy;
      button.setAttribute("aria-busy", "true");
    });
  }
  // Back from the next page: the button is to be pressed again.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

async function chosen(input) {
  input.setCustomValidity("");
  if (input.dataset.shrink && input.files[0]) {
    await shrink(input, Number(input.dataset.shrink));
  }
  const [file] = input.files;
  if (file && file.size > Number(input.dataset.most)) {
    input.setCustomValidity(input.dataset.tooLarge);
    input.reportValidity();
  }
}

async function shrink(input, longest) {
  const [file] = input.files;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    if (scale === 1) return;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const kind = file.type === "image/png" ? "image/png" : "image/jpeg";
    const smaller = await new Promise((done) => canvas.toBlob(done, kind, QUALITY));
    if (!smaller || smaller.size >= file.size || input.files[0] !== file) return;
    const name = kind === "image/jpeg" ? file.name.replace(/\.[^.]*$/, "") + ".jpg" : file.name;
    const list = new DataTransfer();
    list.items.add(new File([smaller], name, { type: kind }));
    input.files = list.files;
  } catch {
    // Not a picture this browser knows: the server says what it thinks of it.
  }
}

ready();
