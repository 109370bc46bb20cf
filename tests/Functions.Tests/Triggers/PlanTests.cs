using Importer.Reports;
using Importer.Runs;

namespace Functions.Tests.Triggers;

public sealed class PlanTests
{
    [Fact]
    public async Task A_plan_is_a_run_that_writes_nothing()
    {
        await using var app = new AppUnderTest();

        var answer = await app.PlanAsync($"?scope={AppUnderTest.Account}");

        Assert.Equal(200, answer.HttpStatus);
        Assert.Equal(RunMode.Plan, answer.HttpRun.Mode);
        Assert.Equal(AppUnderTest.Account, Assert.Single(app.Requests).Scope!.Value);
        Assert.Equal(RunMode.Plan, app.Requests[0].Mode);
        Assert.Empty(app.Store.Names);
    }

    [Fact]
    public async Task A_plan_can_be_had_as_markdown()
    {
        await using var app = new AppUnderTest();

        var answer = await app.PlanAsync("?format=md");

        Assert.Equal(200, answer.HttpStatus);
        Assert.StartsWith("# Plan for API Management", answer.HttpBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scope", "everything")]
    [InlineData("scope", "")]
    [InlineData("scope", "/subscriptions/00000000-0000-0000-0000-000000000009")]
    [InlineData("format", "yaml")]
    [InlineData("format", "")]
    [InlineData("insist", "true")]
    public async Task Bad_input_is_refused(string field, string value)
    {
        await using var app = new AppUnderTest();

        var answer = await app.PlanAsync($"?{field}={value}");

        Assert.Equal(400, answer.HttpStatus);
        Assert.Equal([field], answer.FaultyFields);
        Assert.Empty(app.Requests);
    }

    [Fact]
    public async Task A_plan_that_cannot_be_made_says_why()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (_, _) => throw new Importer.Gateway.GatewayUnreadableException("there is no service contoso-apim", mayPass: false);

        var answer = await app.PlanAsync();

        Assert.Equal(
            (502, "PlanFailed", "there is no service contoso-apim"),
            (answer.HttpStatus, (string?)answer.HttpJson["error"]!["code"], (string?)answer.HttpJson["error"]!["message"])
        );
        Assert.Equal("failed", (string?)answer.HttpJson["run"]!["outcome"]);
    }

    [Fact]
    public async Task A_plan_that_may_be_made_later_says_so()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (_, _) => throw new Importer.Gateway.GatewayUnreadableException("API Management is activating", mayPass: true);

        Assert.Equal(503, (await app.PlanAsync()).HttpStatus);
    }

    [Fact]
    public async Task A_refused_plan_is_409_and_shows_what_it_would_do()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Refused) with { Error = "would delete 5 of 6 APIs" });

        var answer = await app.PlanAsync();

        Assert.Equal((409, "would delete 5 of 6 APIs"), (answer.HttpStatus, (string?)answer.HttpJson["error"]!["message"]));
        Assert.Equal("refused", (string?)answer.HttpJson["run"]!["outcome"]);
    }

    [Fact]
    public async Task A_scope_that_is_not_there_is_404()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(
                AppUnderTest.Ended(request, RunOutcome.Partial) with
                {
                    SetAside = [new RunSetAside(AppUnderTest.Account, "there is no such scope") { Kind = SetAsideKind.Missing }],
                }
            );

        var answer = await app.PlanAsync($"?scope={AppUnderTest.Account}");

        Assert.Equal((404, "ScopeNotFound"), (answer.HttpStatus, (string?)answer.HttpJson["error"]!["code"]));
    }

    [Fact]
    public async Task An_account_that_is_gone_and_left_something_behind_is_a_plan()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(
                AppUnderTest.Ended(request, RunOutcome.Partial) with
                {
                    SetAside = [new RunSetAside(AppUnderTest.Account, "there is no such scope") { Kind = SetAsideKind.Missing }],
                    Steps =
                    [
                        new RunStep
                        {
                            Change = Importer.Gateway.ChangeKind.Delete,
                            Kind = Importer.Gateway.ResourceKind.Api,
                            Name = "contoso-openai",
                            Outcome = Importer.Gateway.StepOutcome.Planned,
                        },
                    ],
                }
            );

        Assert.Equal(200, (await app.PlanAsync($"?scope={AppUnderTest.Account}")).HttpStatus);
    }
}
