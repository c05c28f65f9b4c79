// Somebody in a browser with Hydrogen, which shares no code with nio: they ask a bot one question in
// an encrypted room, and what the page then shows is left in `window.reported`. What is asked stands
// in the page's address, as JSON: homeserver, user, password, bot, room and question.

import {
  Client,
  FeatureSet,
  LoadStatus,
  Platform,
  RoomViewModel,
  TimelineView,
  createNavigation,
  createRouter,
  viewClassForTile,
} from "hydrogen-view-sdk";

const CROSS_SIGNING = 2;
const asked = JSON.parse(decodeURIComponent(location.search.slice(1)));
const app = document.querySelector("#app");

async function until(find) {
  for (;;) {
    const found = await find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function loggedIn(platform, features) {
  const client = new Client(platform, features);
  const options = await client.queryLogin(asked.homeserver).result;
  client.startWithLogin(options.password(asked.user, asked.password));
  const ends = [LoadStatus.Ready, LoadStatus.Error, LoadStatus.LoginFailed];
  await client.loadStatus.waitFor((status) => ends.includes(status)).promise;
  if (client.loginFailure) throw new Error(`not logged in: ${client.loginFailure}`);
  if (client.loadError) throw client.loadError;
  return client.session;
}

// Tells how Hydrogen judges the signatures from the bot's account down to its devices; 0 is valid.
async function judged(platform, session) {
  const signing = await until(() => session.crossSigning.get());
  return platform.logger.run("judge", async (log) => {
    const { deviceTracker, hsApi } = signing;
    await deviceTracker.trackRoom(session.rooms.get(asked.room), "joined", log).catch(() => null);
    const key = (usage) => deviceTracker.getCrossSigningKeyForUser(asked.bot, usage, hsApi, log);
    const [master, selfSigning] = [await key("master"), await key("self_signing")];
    const devices = await deviceTracker.devicesForUsers([asked.bot], hsApi, log);
    return {
      hasIdentity: Boolean(master && selfSigning),
      selfSigning: signing.hasValidSignatureFrom(selfSigning, master, log),
      devices: devices.map((device) => signing.hasValidSignatureFrom(device, selfSigning, log)),
    };
  });
}

// What the bot says, without what is replied to and the time beside it.
function answerOf(body) {
  const answer = body.cloneNode(true);
  for (const other of answer.querySelectorAll("time, .ReplyPreviewView")) other.remove();
  return [...answer.children].map((block) => block.innerText ?? block.textContent).join("\n");
}

async function main() {
  const assets = "/hydrogen/asset-build/assets";
  const assetPaths = {
    downloadSandbox: `${assets}/download-sandbox.html`,
    worker: `${assets}/main.js`,
    serviceWorker: "/sw.js",
    olm: { wasm: "/olm/olm.wasm", legacyBundle: "/olm/olm_legacy.js", wasmBundle: "/olm/olm.js" },
  };
  const platform = new Platform({ container: app, assetPaths, config: {}, options: {} });
  const navigation = createNavigation();
  platform.setNavigation(navigation);
  await platform.init();
  const urlRouter = createRouter({ navigation, history: platform.history });
  const features = new FeatureSet(CROSS_SIGNING);
  const session = await loggedIn(platform, features);
  const room = await until(() => session.rooms.get(asked.room));
  const ownUserId = session.userId;
  const model = new RoomViewModel({ room, ownUserId, platform, urlRouter, navigation, features });
  await model.load();
  app.appendChild(new TimelineView(model.timelineViewModel, viewClassForTile).mount());
  await room.sendEvent("m.room.message", { msgtype: "m.text", body: asked.question });
  const said = ".Timeline_messageBody > blockquote"; // not those of what is replied to
  await until(() => app.querySelector(said));
  await until(() => app.querySelectorAll(".Timeline_messageReactions button").length > 1);
  await new Promise((resolve) => setTimeout(resolve, 500)); // until it has scrolled
  const texts = (found) => [...app.querySelectorAll(found)].map((element) => element.textContent);
  window.reported = {
    quotes: texts(said),
    bold: texts(`${said} strong`),
    links: [...app.querySelectorAll(".Timeline_messageBody a")].map((link) => link.href),
    reactions: texts(".Timeline_messageReactions button"),
    shown: answerOf(app.querySelector(said).parentElement),
    judged: await judged(platform, session),
  };
}

main().catch((error) => {
  window.reported = { failed: `${error}\n${error.stack}` };
});
