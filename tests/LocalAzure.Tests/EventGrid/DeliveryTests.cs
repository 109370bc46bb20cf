using LocalAzure.Tests.FunctionsHost;
using static LocalAzure.Tests.EventGrid.DeliveryScene;

namespace LocalAzure.Tests.EventGrid;

public sealed class DeliveryTests
{
    [Fact]
    public async Task A_write_that_succeeded_reaches_the_function_as_an_event_with_everything_a_real_one_carries()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.Operations.Raise(Write("gpt-4o"));

        var json = (await host.Script.NextAsync()).Data!;

        Assert.Equal("Microsoft.Resources.ResourceWriteSuccess", (string?)json["eventType"]);
        Assert.Equal($"{Account}/deployments/gpt-4o", (string?)json["subject"]);
        Assert.Equal("/subscriptions/00000000-0000-0000-0000-000000000001", (string?)json["topic"]);
        Assert.Equal("Microsoft.CognitiveServices/accounts/deployments/write", (string?)json["data"]!["operationName"]);
        Assert.Equal("Microsoft.CognitiveServices", (string?)json["data"]!["resourceProvider"]);
        Assert.Equal("Jane Doe", (string?)json["data"]!["claims"]!["name"]);
        Assert.Equal("203.0.113.7", (string?)json["data"]!["claims"]!["ipaddr"]);
        Assert.Null(json["data"]!["httpRequest"]);
        var told = await UntilAsync(host, "delivered");
        Assert.Equal(202, (int)told["deliveries"]![0]!["status"]!);
    }

    [Fact]
    public async Task Updates_and_deletes_carry_the_request()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.Operations.Raise(
            Write("gpt-4o") with
            {
                OperationName = "Microsoft.CognitiveServices/accounts/deployments/delete",
                Method = "DELETE",
            }
        );

        var json = (await host.Script.NextAsync()).Data!;

        Assert.Equal("Microsoft.Resources.ResourceDeleteSuccess", (string?)json["eventType"]);
        Assert.Equal("DELETE", (string?)json["data"]!["httpRequest"]!["method"]);
        Assert.Equal("203.0.113.7", (string?)json["data"]!["httpRequest"]!["clientIpAddress"]);
    }

    [Fact]
    public async Task What_the_filter_does_not_name_is_not_delivered_unless_it_is_asked_for()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        var filter = Write("gpt-4o") with { OperationName = "Microsoft.CognitiveServices/accounts/raiPolicies/write" };
        host.Cloud.Operations.Raise(filter);
        await SetAsync(host, """{"operations":["microsoft.cognitiveservices/accounts/RAIPOLICIES/write"]}""");
        host.Cloud.Operations.Raise(filter);

        await host.Script.NextAsync();
        Assert.Single(await EventsAsync(host));
    }

    [Fact]
    public async Task Events_can_come_as_cloud_events()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        await SetAsync(host, """{"schema":"CloudEventSchemaV1_0"}""");
        host.Cloud.Operations.Raise(Write("gpt-4o"));

        var json = (await host.Script.NextAsync()).Data!;

        Assert.Equal("1.0", (string?)json["specversion"]);
        Assert.Equal("/subscriptions/00000000-0000-0000-0000-000000000001", (string?)json["source"]);
        Assert.Equal("Microsoft.Resources.ResourceWriteSuccess", (string?)json["type"]);
        Assert.Null(json["eventType"]);
    }

    [Fact]
    public async Task Every_delivery_is_in_the_journal()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.Operations.Raise(Write("gpt-4o"));
        await UntilAsync(host, "delivered");

        var entry = Assert.Single(host.Cloud.Journal.Read("eventgrid"));
        Assert.Equal(202, entry.Status);
        Assert.Equal("1", entry.Headers["aeg-delivery-count"]);
        Assert.Contains("/DeploymentChanged", host.Cloud.Journal.Read("host").Select(one => one.Path));
    }

    [Fact]
    public async Task Events_can_go_to_another_hosts_webhook_with_its_key()
    {
        using var app = App();
        await using var elsewhere = await HostUnderTest.StartAsync(app);
        var webhook = new Uri(
            elsewhere.Client.BaseAddress!,
            $"/runtime/webhooks/EventGrid?functionName=DeploymentChanged&code={elsewhere.Host.Keys.EventGridKey}"
        );
        await using var cloud = await CloudUnderTest.StartAsync(options => options with { EventsTo = webhook });

        cloud.Cloud.Operations.Raise(Write("a"));

        Assert.EndsWith("/deployments/a", (string?)(await elsewhere.Script.NextAsync()).Data!["subject"], StringComparison.Ordinal);
    }
}
