using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace LocalAzure.Demo.Steps;

/// <summary>Somebody edits the gateway by hand; the drift check tells what and where, and the importer puts it right.</summary>
internal sealed class Tampering : IDemoStep
{
    private const string Policy = "/policies/policy";

    public string Title => "Somebody edits the gateway by hand, and it does not stay unnoticed";

    public IReadOnlyList<string> Needs => ["CheckDrift", "Reimport"];

    public async Task TellAsync(Scene scene, CancellationToken cancellationToken)
    {
        var call = ModelCall.Chat(OpenAiModels.Account, OpenAiModels.Chat);
        var before = await PolicyAsync(scene, cancellationToken);
        await BreakAsync(scene, before, cancellationToken);
        var broken = await Check.UntilAsync(
            "the call fails",
            () => scene.Gateway.CallAsync(call, cancellationToken),
            seen => !seen.IsOk,
            cancellationToken
        );
        scene.Narrator.Say(
            $"The gateway's policy lost its managed identity, and the API wants no subscription key any more: the call answers {(int)broken.Status}."
        );

        await FindAsync(scene, cancellationToken);
        await RepairAsync(scene, cancellationToken);

        var after = await PolicyAsync(scene, cancellationToken);
        Check.That(XNode.DeepEquals(XElement.Parse(before), XElement.Parse(after)), "the policy is as it was", after);
        await scene.Gateway.UntilAnsweredAsync(call, cancellationToken);
        scene.Narrator.Verified("The policy is what it was before, and the call answers 200 again.");
        var drift = await CheckAsync(scene, cancellationToken);
        Check.That((bool?)drift["inSync"] == true, "the next drift check is in sync", drift.ToJsonString());
        scene.Narrator.Verified("The next drift check finds the gateway in sync.");
    }

    private static async Task BreakAsync(Scene scene, string policy, CancellationToken cancellationToken)
    {
        var xml = XElement.Parse(policy);
        var identity = xml.Descendants("authentication-managed-identity").ToList();
        Check.That(identity.Count > 0, "the API's policy authenticates with the gateway's managed identity", policy);
        identity.ForEach(element => element.Remove());
        var body = new JsonObject
        {
            ["properties"] = new JsonObject { ["format"] = "xml", ["value"] = xml.ToString() },
        };
        await scene.Arm.PutAsync(ArmClient.ApiId(OpenAiModels.Api) + Policy, body.ToJsonString(), cancellationToken);
        await scene.Arm.PatchAsync(
            ArmClient.ApiId(OpenAiModels.Api),
            """{ "properties": { "subscriptionRequired": false } }""",
            cancellationToken
        );
    }

    private static async Task FindAsync(Scene scene, CancellationToken cancellationToken)
    {
        var drift = await CheckAsync(scene, cancellationToken);
        var items = drift["items"]?.AsArray().Where(item => (string?)item?["kind"] == "changed").ToList() ?? [];
        Check.That((bool?)drift["inSync"] == false && items.Count > 0, "CheckDrift reports changed resources", drift.ToJsonString());
        foreach (var item in items)
        {
            var fields = string.Join(", ", item!["differences"]?.AsArray().Select(one => (string?)one?["field"]) ?? []);
            scene.Narrator.Verified($"CheckDrift found: {item["resource"]} changed ({fields}).");
        }

        var text = drift.ToJsonString();
        Check.That(
            text.Contains("subscriptionRequired", StringComparison.OrdinalIgnoreCase),
            "the drift names the field subscriptionRequired",
            text
        );
    }

    private static async Task RepairAsync(Scene scene, CancellationToken cancellationToken)
    {
        await scene.StartCountingAsync(cancellationToken);
        var run = await scene.Narrator.WhileAsync("repairing …", () => scene.Host.PostAsync("/api/import?wait=60", cancellationToken));
        Check.That(
            run.Status == HttpStatusCode.OK && (string?)run.Json?["outcome"] == "succeeded",
            "POST /api/import?wait=60 ends with outcome 'succeeded'",
            run.ToString()
        );
        var updates = (int?)run.Json?["counts"]?["update"];
        Check.That(updates > 0, "the run updated what had changed", run.Text);
        scene.Narrator.Verified($"POST /api/import repaired it: {updates} updates, {await scene.CountedAsync(cancellationToken)}.");
    }

    private static async Task<JsonNode> CheckAsync(Scene scene, CancellationToken cancellationToken)
    {
        var seq = await scene.Control.LastSeqAsync(cancellationToken);
        await scene.Host.FireAsync("CheckDrift", cancellationToken);
        var (_, drift) = await scene.Narrator.WhileAsync(
            "checking for drift …",
            () => scene.Control.WrittenAfterAsync(seq, "/drift/latest.json", cancellationToken)
        );
        return drift!;
    }

    private static async Task<string> PolicyAsync(Scene scene, CancellationToken cancellationToken)
    {
        var reply = await scene.Arm.GetAsync(ArmClient.ApiId(OpenAiModels.Api) + Policy, cancellationToken);
        return (string?)reply.Json?["properties"]?["value"]
            ?? throw new DemoFailedException($"'{OpenAiModels.Api}' has a policy", reply.ToString());
    }
}
