using System.Text.Json.Nodes;

namespace LocalAzure.Demo;

/// <summary>Everything a step works with, and what the steps have counted so far.</summary>
internal sealed class Scene(INarrator narrator, ArmClient arm, ControlClient control, GatewayClient gateway, HostClient host)
{
    private long _seq;

    public INarrator Narrator { get; } = narrator;

    public ArmClient Arm { get; } = arm;

    public ControlClient Control { get; } = control;

    public GatewayClient Gateway { get; } = gateway;

    public HostClient Host { get; } = host;

    /// <summary>Where the health page is saved.</summary>
    public required string ReportFile { get; init; }

    /// <summary>Where the record of the runs is saved.</summary>
    public required string RunsFile { get; init; }

    /// <summary>One row per model that went all the way: name, event to answer, calls, tokens.</summary>
    public List<string[]> Ledger { get; } = [];

    /// <summary>Forgets the importer's ARM calls until now.</summary>
    public async Task StartCountingAsync(CancellationToken cancellationToken) =>
        _seq = (await Control.CallsAfterAsync(_seq, cancellationToken)).LastSeq;

    /// <summary>Waits until no run is under way or to come.</summary>
    public Task QuietAsync(CancellationToken cancellationToken) =>
        Narrator.WhileAsync(
            "waiting for the work queue to be empty …",
            async () =>
            {
                await Control.QuietAsync(cancellationToken);
                return true;
            }
        );

    /// <summary>The importer's ARM calls since.</summary>
    public Task<ArmCalls> CountedAsync(CancellationToken cancellationToken) => Control.CallsAfterAsync(_seq, cancellationToken);

    /// <summary>Deploys a model and follows it until its API answers.</summary>
    public async Task FollowAsync(string account, string deployment, string model, ModelCall call, CancellationToken cancellationToken)
    {
        await StartCountingAsync(cancellationToken);
        var id = ArmClient.DeploymentId(account, deployment);
        await Narrator.WhileAsync(
            $"deploying {deployment} …",
            async () =>
            {
                await Arm.PutAsync(
                    id,
                    $$"""{ "sku": { "name": "GlobalStandard", "capacity": 10 }, "properties": { "model": {{model}} } }""",
                    cancellationToken
                );
                return true;
            }
        );
        Narrator.Say($"PUT {account}/deployments/{deployment}: deployed, and Azure tells Event Grid.");
        var reply = await Narrator.WhileAsync("waiting for its API …", () => Gateway.UntilAnsweredAsync(call, cancellationToken));
        var took = TimeProvider.System.GetUtcNow() - await Control.EventTimeAsync(id, cancellationToken);
        var calls = await CountedAsync(cancellationToken);
        var usage = reply.Json!["usage"]!;
        Narrator.Verified($"POST {call.Path.Split('?')[0]} answers 200, {took.TotalSeconds:0.0} s after the event.");
        Narrator.Verified($"It used {Tokens(usage)}; the importer made {calls} until then.");
        Ledger.Add([deployment, $"{took.TotalSeconds:0.0} s", $"{calls.Reads}", $"{calls.Writes}", $"{usage["total_tokens"]}"]);
    }

    private static string Tokens(JsonNode usage) =>
        $"{usage["prompt_tokens"]} prompt + {usage["completion_tokens"] ?? 0} completion = {usage["total_tokens"]} tokens";
}
