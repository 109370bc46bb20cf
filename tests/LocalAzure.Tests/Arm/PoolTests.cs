using System.Text.Json.Nodes;
using LocalAzure.Gateway;
using static LocalAzure.Tests.CloudUnderTest;

namespace LocalAzure.Tests.Arm;

/// <summary>What the management plane takes and refuses of pools and breakers.</summary>
public sealed class PoolTests : IAsyncLifetime
{
    private CloudUnderTest _test = null!;

    public async Task InitializeAsync()
    {
        _test = await StartAsync();
        await _test.PutAsync($"{Service}/backends/one", """{"properties":{"url":"https://x.example","protocol":"http"}}""");
    }

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Theory]
    [InlineData("[]", "", "between 1 and 30 members")]
    [InlineData("""[{"id":"/backends/none"}]""", "", "Backend Entity 'none' not found")]
    [InlineData("""[{"id":"/backends/one"}]""", "\"url\":\"https://x.example\",", "has no 'url'")]
    [InlineData("""[{"id":"/backends/one"}]""", "\"protocol\":\"http\",", "has no 'protocol'")]
    [InlineData("""[{"id":"/backends/one","priority":101}]""", "", "'priority' of a pool member")]
    [InlineData("""[{"id":"/backends/one","weight":-1}]""", "", "'weight' of a pool member")]
    public async Task A_pool_that_the_service_would_not_take_is_refused(string members, string more, string reason)
    {
        var reply = await _test.PutAsync(
            $"{Service}/backends/pool",
            $$$"""{"properties":{ {{{more}}}"type":"Pool","pool":{"services":{{{members}}} } } }"""
        );

        Assert.Equal(400, reply.Status);
        Assert.Contains(reason, reply.Message, StringComparison.Ordinal);
        Assert.Equal(404, (await _test.GetAsync($"{Service}/backends/pool")).Status);
    }

    [Theory]
    [InlineData(30, 201)]
    [InlineData(31, 400)]
    public async Task A_pool_has_at_most_thirty_members(int members, int status)
    {
        for (var at = 0; at < members; at++)
        {
            await _test.PutAsync($"{Service}/backends/member-{at}", """{"properties":{"url":"https://x.example","protocol":"http"}}""");
        }

        Assert.Equal(status, (await PutPoolAsync(Enumerable.Range(0, members).Select(at => $"member-{at}"))).Status);
    }

    [Fact]
    public async Task A_pool_cannot_be_emptied_by_a_later_write()
    {
        await PutPoolAsync(["one"]);

        Assert.Equal(400, (await PutPoolAsync([])).Status);
        Assert.Equal(400, (await _test.PatchAsync($"{Service}/backends/pool", """{"properties":{"pool":{"services":[]}}}""")).Status);
    }

    [Fact]
    public async Task The_consumption_tier_has_no_pools()
    {
        var service = _test.Cloud.Store.Get(Service)!;
        var body = service.Body.DeepClone().AsObject();
        body["sku"]!["name"] = "Consumption";
        _test.Cloud.Store.Put(service.Id, service.Type, body);

        var reply = await PutPoolAsync(["one"]);

        Assert.Equal(400, reply.Status);
        Assert.Contains("Consumption", reply.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 400)]
    [InlineData(true, 200)]
    public async Task Whether_a_member_of_a_pool_can_be_deleted_is_a_setting(bool allowed, int status)
    {
        await PutPoolAsync(["one"]);
        _test.Cloud.GatewaySettings = new GatewaySettings { DeletesPooledBackends = allowed };

        Assert.Equal(status, (await _test.DeleteAsync($"{Service}/backends/one")).Status);
    }

    [Fact]
    public async Task A_pool_that_an_expression_names_can_go_and_one_that_a_policy_names_literally_cannot()
    {
        await PutPoolAsync(["one"]);
        await PolicyAsync("""@("po" + "ol")""");
        Assert.Equal(200, (await _test.DeleteAsync($"{Service}/backends/pool")).Status);

        await PutPoolAsync(["one"]);
        await PolicyAsync("pool");
        Assert.Equal(400, (await _test.DeleteAsync($"{Service}/backends/pool")).Status);
    }

    [Theory]
    [InlineData("""{"count":1,"percentage":10}""", "not both")]
    [InlineData("""{"count":1,"statusCodeRanges":[{"min":100,"max":503}]}""", "between 200 and 599")]
    [InlineData("""{"count":1,"statusCodeRanges":[{"min":503,"max":502}]}""", "between 200 and 599")]
    [InlineData("""{"count":1,"errorReasons":["1","2","3","4","5","6","7","8","9","10","11"]}""", "At most 10")]
    public async Task A_breaker_that_the_service_would_not_take_is_refused(string condition, string reason)
    {
        var reply = await PutBreakerAsync(condition);

        Assert.Equal(400, reply.Status);
        Assert.Contains(reason, reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_breaker_may_look_at_401_404_and_410() =>
        Assert.Equal(
            201,
            (
                await PutBreakerAsync(
                    """{"count":1,"interval":"PT1M","statusCodeRanges":[{"min":401,"max":401},{"min":404,"max":404},{"min":410,"max":410}]}"""
                )
            ).Status
        );

    private Task<ArmReply> PutBreakerAsync(string condition) =>
        _test.PutAsync(
            $"{Service}/backends/two",
            $$$"""{"properties":{"url":"https://x.example","protocol":"http","circuitBreaker":{"rules":[{"name":"r","failureCondition":{{{condition}}},"tripDuration":"PT1M"}] } } }"""
        );

    private Task<ArmReply> PutPoolAsync(IEnumerable<string> members)
    {
        var services = new JsonArray([.. members.Select(member => (JsonNode)new JsonObject { ["id"] = $"{Service}/backends/{member}" })]);
        var body = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["type"] = "Pool",
                ["pool"] = new JsonObject { ["services"] = services },
            },
        };
        return _test.PutAsync($"{Service}/backends/pool", body.ToJsonString());
    }

    private async Task PolicyAsync(string backend)
    {
        var value =
            $"<policies><inbound><base /><set-backend-service backend-id='{backend}' /></inbound><backend><base /></backend></policies>";
        var reply = await _test.PutAsync(
            $"{Service}/apis/petstore/policies/policy",
            new JsonObject
            {
                ["properties"] = new JsonObject { ["format"] = "rawxml", ["value"] = value },
            }.ToJsonString()
        );
        Assert.True(reply.Status is 200 or 201, reply.Message);
    }
}
