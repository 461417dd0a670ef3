// A real OpenID Connect provider on loopback for the tests: `node provider.mjs PORT REDIRECT_URI`.
// A login is `subject:cvr`.
import http from "node:http";
import Provider from "oidc-provider";

const [port, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: "rammeaftale", client_secret: "a secret of the tests only", redirect_uris: [redirectUri] }],
  claims: { openid: ["sub", "cvr"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id.split(":")[0], cvr: id.split(":")[1] }) }),
});
provider.on("server_error", (_ctx, error) => console.error(error));
http.createServer(provider.callback()).listen(Number(port), "127.0.0.1", () => console.log("ready"));
