namespace EndToEnd.Tests.Frugality;

/// <summary>What imports and sweeps cost in calls to Resource Manager: counted, not timed, so that a call more fails here.</summary>
public sealed class CallCountTests
{
    private static readonly string[] Looking =
    [
        "GET accounts/thrifty",
        "GET accounts/thrifty/deployments",
        "GET apis",
        "GET backends",
        "GET namedValues",
        "GET service",
        "GET thrifty: roleAssignments",
    ];
    private static readonly string[] LookingInto =
    [
        "GET apis/thrifty-openai/operations",
        "GET apis/thrifty-openai/policies/policy",
        "GET apis/thrifty-openai/products",
    ];

    // An API that was there before the run may have got a policy for one operation: it is looked at before the test call carries a key
    // there.
    private static string PolicyOf(string operation) => $"GET apis/thrifty-openai/operations/{operation}/policies/policy";

    [Fact]
    public async Task Each_kind_of_import_makes_these_calls_and_no_other()
    {
        await using var scene = await FrugalScene.StartAsync();

        // The first of an account: what is there, room for the operations (counted at the one API of somebody else), three writes and a
        // role.
        await scene.DeployAsync("thrifty", "gpt-4o");
        var first = await scene.ImportAsync("thrifty", "gpt-4o");
        Assert.Equal(Sorted([.. Looking, "GET apis/petstore/operations"]), first.Reads);
        Assert.Equal(
            [
                "PUT apis/thrifty-openai",
                "PUT apis/thrifty-openai/policies/policy",
                "PUT backends/thrifty-openai-ai-endpoint",
                "PUT thrifty: roleAssignments",
            ],
            first.Writes
        );
        Assert.Equal(1, first.Polls);

        // The second, which can do the same.
        await scene.DeployAsync("thrifty", "gpt-4o-mini");
        var second = await scene.ImportAsync("thrifty", "gpt-4o-mini");
        Assert.Equal(Sorted([.. Looking, .. LookingInto, PolicyOf("chatcompletions-create")]), second.Reads);
        Assert.Empty(second.Writes);

        // One that can do something else: the operations grow, which is one write to the API, read once more before it.
        await scene.DeployAsync("thrifty", "text-embedding-3-large");
        var third = await scene.ImportAsync("thrifty", "text-embedding-3-large");
        Assert.Equal(Sorted([.. Looking, .. LookingInto, "GET apis/thrifty-openai", PolicyOf("chatcompletions-create")]), third.Reads);
        Assert.Equal(["PUT apis/thrifty-openai"], third.Writes);
        Assert.Equal(1, third.Polls);

        var unchanged = await scene.ImportAsync("thrifty", "gpt-4o");
        Assert.Equal(second.All, unchanged.All);
    }

    [Fact]
    public async Task A_withdrawal_writes_twice_and_looks_at_its_source_once_more()
    {
        await using var scene = await FrugalScene.StartAsync();
        await scene.DeployAsync("thrifty", "gpt-4o");
        await scene.ImportAsync("thrifty", "gpt-4o");
        await scene.DeleteAsync("thrifty", "gpt-4o");

        var withdrawal = await scene.ImportAsync("thrifty", "gpt-4o");

        Assert.Equal(["DELETE apis/thrifty-openai", "DELETE backends/thrifty-openai-ai-endpoint"], withdrawal.Writes);
        Assert.Equal(2, withdrawal.Reads.Count(call => call == "GET accounts/thrifty/deployments"));
    }

    [Fact]
    public async Task No_run_reads_anything_twice_nor_one_by_one_what_a_list_gave()
    {
        await using var scene = await FrugalScene.StartAsync();
        foreach (var account in new[] { "one", "two", "three" })
        {
            await scene.DeployAsync(account, "gpt-4o", "text-embedding-3-large");
        }

        foreach (var run in new[] { await scene.SweepAsync(), await scene.SweepAsync() })
        {
            Assert.Equal(run.Reads.Distinct(), run.Reads);
            Assert.DoesNotContain(
                run.Reads,
                call =>
                    IsOneOf(call, "GET apis/")
                    || IsOneOf(call, "GET backends/")
                    || IsOneOf(call, "GET namedValues/")
                    || IsOneOf(call, "GET accounts/")
            );
        }

        Assert.Equal(1, scene.Tokens.Asked);
    }

    [Fact]
    public async Task A_sweep_over_an_unchanged_world_writes_nothing_and_reads_once_an_account_and_thrice_an_api()
    {
        await using var scene = await FrugalScene.StartAsync();
        var three = await UnchangedAsync(scene, "a", "b", "c");
        var five = await UnchangedAsync(scene, "d", "e");
        Assert.Equal(three.Reads.Count + (2 * (1 + 3)), five.Reads.Count);

        // More deployments and more operations in the same APIs cost nothing.
        foreach (var account in new[] { "a", "b", "c", "d", "e" })
        {
            await scene.DeployAsync(account, "gpt-4o-mini", "text-embedding-3-large");
        }

        var fuller = await UnchangedAsync(scene);
        Assert.Equal(five.All, fuller.All);
    }

    [Fact]
    public async Task An_import_of_many_accounts_writes_four_times_an_account_and_reads_each_once()
    {
        await using var scene = await FrugalScene.StartAsync();
        string[] accounts = ["a", "b", "c", "d"];
        foreach (var account in accounts)
        {
            await scene.DeployAsync(account, "gpt-4o");
        }

        var import = await scene.SweepAsync();

        Assert.Equal(4 * accounts.Length, import.Writes.Count);
        Assert.Equal(accounts.Length, import.Polls);
        Assert.Equal(accounts.Length, import.Reads.Count(call => call.EndsWith("/deployments", StringComparison.Ordinal)));
        Assert.DoesNotContain(
            import.Reads,
            call => call.EndsWith("/policies/policy", StringComparison.Ordinal) || call.EndsWith("/products", StringComparison.Ordinal)
        );
    }

    private static async Task<ArmTraffic> UnchangedAsync(FrugalScene scene, params string[] newcomers)
    {
        foreach (var account in newcomers)
        {
            await scene.DeployAsync(account, "gpt-4o");
        }

        await scene.SweepAsync();
        var unchanged = await scene.SweepAsync();
        Assert.Empty(unchanged.Writes);
        Assert.Equal(0, unchanged.Polls);
        return unchanged;
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> calls) => calls.Order(StringComparer.Ordinal);

    private static bool IsOneOf(string call, string list) =>
        call.StartsWith(list, StringComparison.Ordinal) && !call[list.Length..].Contains('/', StringComparison.Ordinal);
}
