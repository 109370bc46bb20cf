using System.Text.Json.Nodes;
using Importer.Design;
using LocalAzure.Arm;
using LocalAzure.Control;

namespace Smoke.Tests;

public sealed class SmokeRunTests
{
    private static readonly string[] Steps = ["grant", "open", "import", "call", "settle", "tamper", "find drift", "repair", "withdraw"];

    public static TheoryData<string> AllSteps => [.. Steps, "deploy"];

    [Fact]
    public async Task Without_arguments_a_run_against_a_LocalAzure_of_its_own_verifies_every_step()
    {
        var folder = Directory.CreateTempSubdirectory("smoke-");
        using var output = new StringWriter();
        var command = new SmokeCommand(SmokeOptions.Parse(["--evidence", folder.FullName]), TextReader.Null, output, TimeProvider.System);

        var code = await command.RunAsync(CancellationToken.None);

        Assert.True(code == SmokeCommand.Succeeded, output.ToString());
        Assert.Equal(
            [.. Steps, "clean up"],
            output
                .ToString()
                .Split('\n')
                .Where(line => line.StartsWith("[verified] ", StringComparison.Ordinal))
                .Select(line => line["[verified] ".Length..].Split(':')[0])
        );
        Assert.Contains("every step was verified", await File.ReadAllTextAsync(command.Files.Summary), StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData()]
    [InlineData("--deploy", "gpt-4o-mini")]
    [InlineData("--deployment", "chat-of-sales")]
    public async Task A_run_leaves_everything_as_it_was(params string[] arguments)
    {
        await using var world = await SmokeWorld.StartAsync();
        var before = world.Picture;

        var outcome = await world.RunAsync([.. arguments, "--yes"]);

        Assert.True(outcome.Code == SmokeCommand.Succeeded, outcome.Output);
        world.IsAs(before);
    }

    [Theory]
    [InlineData()]
    [InlineData("--deploy", "gpt-4o-mini")]
    public async Task A_run_writes_nothing_but_what_carries_its_name(params string[] arguments)
    {
        await using var world = await SmokeWorld.StartAsync();

        _ = await world.RunAsync([.. arguments, "--yes"]);

        var written = world.Calls.Where(call => call.Method != "GET").Select(call => call.Path.Split('?')[0]).ToList();
        Assert.NotEmpty(written);
        Assert.All(
            written,
            path => Assert.True(Belongings.IsOurs(path) || path.Contains("/roleAssignments/", StringComparison.Ordinal), path)
        );
    }

    [Theory]
    [MemberData(nameof(AllSteps))]
    public async Task A_run_that_is_stopped_after_a_step_leaves_nothing(string step)
    {
        await using var world = await SmokeWorld.StartAsync();
        using var stop = new CancellationTokenSource();
        var before = world.Picture;

        var outcome = await world.RunAsync(
            step == "deploy" ? ["--deploy", "gpt-4o-mini", "--yes"] : null,
            done => (done == step ? stop : null)?.Cancel(),
            stop: stop.Token
        );

        Assert.Contains($"[verified] {step}", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("[verified] clean up", outcome.Output, StringComparison.Ordinal);
        world.IsAs(before);
        Assert.Equal(step == "withdraw" ? SmokeCommand.Succeeded : SmokeCommand.Failed, outcome.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public async Task A_run_that_is_stopped_in_the_middle_of_a_write_leaves_nothing(int write)
    {
        await using var world = await SmokeWorld.StartAsync(operations: TimeSpan.FromMilliseconds(200));
        using var stop = new CancellationTokenSource();
        var before = world.Picture;
        var seen = 0;
        world.Cloud.Store.Changed += _ => (++seen == write ? stop.CancelAsync() : Task.CompletedTask).GetAwaiter();

        var outcome = await world.RunAsync(["--deploy", "gpt-4o-mini", "--yes"], stop: stop.Token);

        Assert.True(seen >= write, $"{seen} writes");
        Assert.Contains("[verified] clean up", outcome.Output, StringComparison.Ordinal);
        world.IsAs(before);
    }

    [Fact]
    public async Task What_was_started_and_ends_after_the_run_was_stopped_is_removed_too()
    {
        await using var world = await SmokeWorld.StartAsync(operations: TimeSpan.FromMilliseconds(1500));
        using var stop = new CancellationTokenSource();
        var before = world.Picture;

        var running = world.RunAsync(stop: stop.Token);
        await world.SeenAsync("PUT", $"/apis/{SmokeWorld.Run}-openai");
        await stop.CancelAsync();
        var outcome = await running;

        Assert.Contains("[FAILED] import: stopped", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("[verified] clean up", outcome.Output, StringComparison.Ordinal);
        await world.EndAsync($"{SmokeWorld.Service}/apis/{SmokeWorld.Run}-openai");
        world.IsAs(before);
    }

    [Fact]
    public async Task A_step_that_is_not_as_it_should_be_fails_the_run_with_a_sentence_and_leaves_nothing()
    {
        await using var world = await SmokeWorld.StartAsync();
        var before = world.Picture;

        var outcome = await world.RunAsync(stepped: step =>
        {
            if (step == "import")
            {
                world.Cloud.Store.Remove($"{SmokeWorld.Service}/apis/{SmokeWorld.Run}-openai/policies/policy");
            }
        });

        Assert.Equal(SmokeCommand.Failed, outcome.Code);
        Assert.Contains(
            "[FAILED] settle: a second look would change what the first has just made",
            outcome.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("not every step was verified", await File.ReadAllTextAsync(outcome.Files.Summary), StringComparison.Ordinal);
        world.IsAs(before);
    }

    [Fact]
    public async Task What_cannot_be_removed_is_told_with_the_way_to_remove_it()
    {
        await using var world = await SmokeWorld.StartAsync();

        var outcome = await world.RunAsync(stepped: step => Refuse(world, step, "withdraw"));

        Assert.Equal(SmokeCommand.Failed, outcome.Code);
        Assert.Contains($"Left behind: product {SmokeWorld.Run}.", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("lacks Microsoft.ApiManagement/service/products/delete", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"--clean-up --run {SmokeWorld.Run}", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_it_makes_anything_a_run_says_what_it_will_cost_and_asks()
    {
        await using var world = await SmokeWorld.StartAsync();

        var refused = await world.RunAsync(["--deploy", "gpt-4o-mini"], answer: "no\n");
        Assert.All(world.Calls, call => Assert.Equal("GET", call.Method));
        var silent = await world.RunAsync([]);
        var agreed = await world.RunAsync([], answer: "yes\n");

        Assert.Equal((SmokeCommand.Failed, SmokeCommand.Failed, SmokeCommand.Succeeded), (refused.Code, silent.Code, agreed.Code));
        Assert.Contains("Nothing was made.", refused.Output, StringComparison.Ordinal);
        Assert.Contains("at most 2000 tokens", refused.Output, StringComparison.Ordinal);
        Assert.Contains($"deploy gpt-4o-mini as {SmokeWorld.Run} in fabrikam-models", refused.Output, StringComparison.Ordinal);
        Assert.Contains("use the deployment chat-of-sales of fabrikam-models as it is", agreed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_the_gateway_has_already_stays()
    {
        await using var world = await SmokeWorld.StartAsync();
        await world.PutAsync(
            $"{SmokeWorld.Account}/providers/Microsoft.Authorization/roleAssignments/{Guid.NewGuid()}",
            $$$"""{"properties":{"roleDefinitionId":"/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleDefinitions/{{{Roles.CognitiveServicesUser}}}","principalId":"{{{Seed.GatewayPrincipalId}}}"}}""",
            Belongings.RolesVersion
        );
        var before = world.Picture;

        var outcome = await world.RunAsync();

        Assert.True(outcome.Code == SmokeCommand.Succeeded, outcome.Output);
        Assert.Contains("has its role on the account already", outcome.Output, StringComparison.Ordinal);
        world.IsAs(before);
    }

    private static void Refuse(SmokeWorld world, string step, string at)
    {
        if (step == at)
        {
            world.Cloud.Faults.Add(
                new FaultRule
                {
                    Surface = "arm",
                    Method = "DELETE",
                    PathPattern = $"/products/{SmokeWorld.Run}\\?",
                    Times = 50,
                    Status = 403,
                    Body = JsonNode.Parse("""{"error":{"code":"AuthorizationFailed","message":"Not for you."}}"""),
                }
            );
        }
    }
}
