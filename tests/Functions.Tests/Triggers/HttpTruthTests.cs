using Importer.Deployments;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;

namespace Functions.Tests.Triggers;

/// <summary>What <c>curl -f</c> takes for success is one.</summary>
public sealed class HttpTruthTests
{
    private const string Mistyped = AppUnderTest.Account + "/deployments/gtp-4o";

    private static readonly RunDecision Decision = new(AppUnderTest.Deployment, "contoso-openai", Compatibility.AzureOpenAI, "x");

    [Theory]
    [InlineData(null, null, 404)]
    [InlineData(Mistyped, SetAsideKind.LeftOut, 200)]
    [InlineData(AppUnderTest.Account, SetAsideKind.LeftOut, 200)]
    [InlineData("contoso-openai", SetAsideKind.Leaving, 200)]
    [InlineData("contoso-openai", SetAsideKind.Kept, 200)]
    public async Task A_plan_for_a_mistyped_deployment_is_404_and_one_that_something_is_known_of_is_not(
        string? subject,
        SetAsideKind? kind,
        int status
    )
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(
                AppUnderTest.Ended(request, RunOutcome.Succeeded) with
                {
                    Decisions = [Decision],
                    SetAside = subject is null ? [] : [new RunSetAside(subject, "a sentence") { Kind = kind!.Value }],
                }
            );

        Assert.Equal(status, (await app.PlanAsync($"?scope={Mistyped}")).HttpStatus);
        Assert.Equal(200, (await app.PlanAsync($"?scope={AppUnderTest.Deployment}")).HttpStatus);
    }

    [Fact]
    public async Task An_import_of_a_mistyped_deployment_is_404_and_nothing_is_enqueued()
    {
        await using var app = new AppUnderTest();
        app.Deployments.Add(ResourceId.Parse(AppUnderTest.Deployment));
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded) with { Decisions = [Decision] });

        var answer = await app.ReimportAsync($$"""{"scope":"{{Mistyped}}"}""");
        var right = await app.ReimportAsync($$"""{"scope":"{{AppUnderTest.Deployment}}"}""");

        Assert.Equal((404, "ScopeNotFound", 202), (answer.HttpStatus, (string?)answer.HttpJson["error"]!["code"], right.HttpStatus));
        Assert.Empty(answer.Messages);
        Assert.All(app.Requests, request => Assert.Equal(RunMode.Plan, request.Mode));
    }

    [Fact]
    public async Task An_import_of_a_resource_group_that_is_not_there_is_404()
    {
        await using var app = new AppUnderTest();
        app.Missing.Add(ResourceId.Parse(AppUnderTest.Group));
        app.Reconcile = (request, _) =>
            Task.FromResult(
                AppUnderTest.Ended(request, RunOutcome.Partial) with
                {
                    SetAside = [new RunSetAside(request.Scope!.Value, "there is no such scope") { Kind = SetAsideKind.Missing }],
                }
            );

        Assert.Equal(404, (await app.ReimportAsync($$"""{"scope":"{{AppUnderTest.Group}}"}""")).HttpStatus);
    }

    [Theory]
    [InlineData(false, 502)]
    [InlineData(true, 503)]
    public async Task A_plan_that_could_read_nothing_has_failed(bool tryAgain, int status)
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(
                AppUnderTest.Ended(request, RunOutcome.Partial) with
                {
                    TryAgain = tryAgain,
                    SetAside = [new RunSetAside(AppUnderTest.Account, "403 AuthorizationFailed") { Kind = SetAsideKind.Unread }],
                }
            );

        var answer = await app.PlanAsync();

        Assert.Equal((status, "PlanFailed"), (answer.HttpStatus, (string?)answer.HttpJson["error"]!["code"]));
        Assert.Contains("403 AuthorizationFailed", (string?)answer.HttpJson["error"]!["message"], StringComparison.Ordinal);
        Assert.Equal(["contoso: 403 AuthorizationFailed"], answer.HttpJson["run"]!["reasons"]!.AsArray().Select(each => (string?)each));
    }

    [Fact]
    public async Task Who_waits_for_a_plan_that_fails_is_not_told_200()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Failed) with { Error = "there is no service contoso-apim" });

        var waiting = app.ReimportAsync("""{"mode":"plan"}""", query: "?wait=60");
        await app.SendMessageAsync(Assert.Single(app.Queue.Sent).Text);

        Assert.Equal(502, (await waiting).HttpStatus);
    }
}
