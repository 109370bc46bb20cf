using System.Text.Json.Nodes;
using Importer;
using Importer.Reports;

namespace Functions.Tests.Triggers;

public sealed class PlanTests
{
    [Fact]
    public async Task A_plan_is_a_run_that_writes_nothing()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendHttpAsync("Plan", query: new JsonObject { ["scope"] = HandlerUnderTest.Account });

        Assert.Equal(200, answer.HttpStatus);
        Assert.Equal(RunMode.Plan, answer.HttpRun.Mode);
        Assert.Equal(HandlerUnderTest.Account, Assert.Single(handler.Requests).Scope!.Value);
        Assert.Equal(RunMode.Plan, handler.Requests[0].Mode);
        Assert.Empty(handler.Store.Names);
    }

    [Fact]
    public async Task A_plan_can_be_had_as_markdown()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendHttpAsync("Plan", query: new JsonObject { ["format"] = "md" });

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
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendHttpAsync("Plan", query: new JsonObject { [field] = value });

        Assert.Equal(400, answer.HttpStatus);
        Assert.Equal([field], answer.FaultyFields);
        Assert.Empty(handler.Requests);
    }

    [Fact]
    public async Task A_plan_that_cannot_be_made_says_why()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Reconcile = (_, _) => throw new Importer.Gateway.GatewayUnreadableException("there is no service contoso-apim", mayPass: false);

        var answer = await handler.SendHttpAsync("Plan");

        Assert.Equal((RunOutcome.Failed, "there is no service contoso-apim"), (answer.HttpRun.Outcome!.Value, answer.HttpRun.Error));
    }
}
