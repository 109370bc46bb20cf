using LocalAzure.Load;

namespace LocalAzure.Demo.Steps;

/// <summary>Three accounts behind one name, called all the time: a provisioned deployment joins, is throttled and goes.</summary>
internal sealed class OneAddress : IDemoStep
{
    private const string Fleet = "ai";
    private const string Alias = "gpt-4o";
    private const string North = "tailspin-north";
    private const string South = "tailspin-south";
    private const string Reserved = "tailspin-reserved";
    private const int Some = 10;

    /// <summary>The fleet, beside whatever other settings there are.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string>
        {
            ["Importer__Fleets__90__Name"] = Fleet,
            ["Importer__Fleets__90__Path"] = Fleet,
            ["Importer__Fleets__90__Match__Account"] = "tailspin-*",
            ["Importer__Fleets__90__AloneToo"] = "false",

            // A deployment that is too fresh to answer is left alone for so long: the demo does not wait a minute for it.
            ["Importer__Fleets__90__Failover__TripSeconds"] = "3",
        };

    public string Title => "Three accounts, one name: a provisioned deployment joins, is throttled and goes, and no call fails";

    public async Task TellAsync(Scene scene, CancellationToken cancellationToken)
    {
        foreach (var account in new[] { North, South, Reserved })
        {
            await scene.Arm.PutAsync(
                ArmClient.AccountId(account),
                $$"""{ "location": "swedencentral", "kind": "AIServices", "sku": { "name": "S0" }, "properties": { "customSubDomainName": "{{account}}" } }""",
                cancellationToken
            );
        }

        await DeployAsync(scene, North, "GlobalStandard", cancellationToken);
        await DeployAsync(scene, South, "GlobalStandard", cancellationToken);
        await StandAsync(scene, [North, South], cancellationToken);
        await scene.Gateway.UntilAnsweredAsync(ModelCall.Chat(Fleet, Alias), cancellationToken);
        scene.Narrator.Verified(
            $"'{Alias}' of {North} and {South} answers on /{Fleet}/openai, and on /{Fleet}/openai/v1 by \"model\": \"{Alias}\"."
        );
        scene.Narrator.Say("From here on it is called all the time, by both, half of the answers as streams.");

        await using var load = scene.Gateway.Load(Fleet, Alias);
        await JoinAsync(scene, load, cancellationToken);
        await ThrottleAsync(scene, load, cancellationToken);
        await GoAsync(scene, load, cancellationToken);

        var report = await load.StopAsync();
        Check.That(report.Failures == 0, "no call failed", report.ToString());
        scene.Narrator.Verified($"{report.Calls} calls meanwhile, and none of them failed.");
    }

    private static async Task JoinAsync(Scene scene, LoadGenerator load, CancellationToken cancellationToken)
    {
        await DeployAsync(scene, Reserved, "GlobalProvisionedManaged", cancellationToken);
        await StandAsync(scene, [North, South, Reserved], cancellationToken);
        await AnsweredByAsync(scene, load, accounts => accounts.SetEquals([Reserved]), $"only {Reserved} answers", cancellationToken);
        scene.Narrator.Verified(
            $"A provisioned deployment in {Reserved}: it joined once a test call was answered, and now it answers every call."
        );
    }

    private static async Task ThrottleAsync(Scene scene, LoadGenerator load, CancellationToken cancellationToken)
    {
        await scene.Control.ThrottleDeploymentsAsync(Reserved, TimeSpan.FromHours(1), cancellationToken);
        await AnsweredByAsync(scene, load, accounts => !accounts.Contains(Reserved), "the others answer", cancellationToken);
        scene.Narrator.Verified("It answers 429 with a Retry-After of an hour: the others answer, the call that met the 429 included.");
    }

    private static async Task GoAsync(Scene scene, LoadGenerator load, CancellationToken cancellationToken)
    {
        await scene.Arm.DeleteAsync(ArmClient.DeploymentId(Reserved, Alias), cancellationToken);
        await StandAsync(scene, [North, South], cancellationToken);
        await load.MoreAsync(Some);
        scene.Narrator.Verified("It is deleted, and out of the pool.");
        await scene.Control.AdvanceAsync(TimeSpan.FromSeconds(61), cancellationToken);
        await scene.QuietAsync(cancellationToken);
        var backend = await scene.Arm.GetAsync($"{ArmClient.Service}/backends/{Fleet}--{Reserved}--{Alias}", cancellationToken);
        Check.That(backend.Status == System.Net.HttpStatusCode.NotFound, "its backend is gone", backend.ToString());
        scene.Narrator.Verified("A minute later, by LocalAzure's clock, its backend is gone too.");
    }

    private static Task DeployAsync(Scene scene, string account, string sku, CancellationToken cancellationToken) =>
        scene.Arm.PutAsync(
            ArmClient.DeploymentId(account, Alias),
            $$"""{ "sku": { "name": "{{sku}}", "capacity": 1000 }, "properties": { "model": { "format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20" } } }""",
            cancellationToken
        );

    private static Task<Reply> StandAsync(Scene scene, IReadOnlyList<string> accounts, CancellationToken cancellationToken) =>
        scene.Narrator.WhileAsync(
            "waiting for the pool …",
            () =>
                Check.UntilAsync(
                    $"the pool '{Fleet}--{Alias}' holds {string.Join(" and ", accounts)}",
                    async () =>
                    {
                        // Who was too fresh to answer its test call is called again by a later try: nobody waits for that here.
                        await scene.Control.SkipWaitAsync(cancellationToken);
                        return await scene.Arm.GetAsync($"{ArmClient.Service}/backends/{Fleet}--{Alias}", cancellationToken);
                    },
                    seen => Members(seen).SetEquals(accounts.Select(account => $"{Fleet}--{account}--{Alias}")),
                    cancellationToken
                )
        );

    private static HashSet<string> Members(Reply pool) =>
        [.. (pool.Json?["properties"]?["pool"]?["services"]?.AsArray() ?? []).Select(member => ((string)member!["id"]!).Split('/')[^1])];

    private static Task<HashSet<string>> AnsweredByAsync(
        Scene scene,
        LoadGenerator load,
        Func<HashSet<string>, bool> isSo,
        string expected,
        CancellationToken cancellationToken
    ) =>
        scene.Narrator.WhileAsync(
            "calling …",
            () =>
                Check.UntilAsync(
                    expected,
                    async () =>
                    {
                        var seq = await scene.Control.LastSeqAsync(cancellationToken);
                        await load.MoreAsync(Some);
                        return await scene.Control.AnsweredAfterAsync(seq, Alias, cancellationToken);
                    },
                    isSo,
                    cancellationToken
                )
        );
}
