using System.Text.Json;
using System.Text.Json.Nodes;
using static LocalAzure.Tests.CloudUnderTest;

namespace LocalAzure.Tests.Arm;

public sealed class ApiTests : IAsyncLifetime
{
    private const string Api = $"{Service}/apis/contoso-openai";
    private CloudUnderTest _test = null!;

    public async Task InitializeAsync() => _test = await StartStillAsync();

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task An_api_is_there_when_its_operation_has_ended_with_the_defaults_filled_in()
    {
        var started = await _test.PutAsync(Api, AnApi("contoso/openai"));
        Assert.Equal(202, started.Status);
        Assert.Equal(404, (await _test.GetAsync(Api)).Status);
        var done = await _test.DoneAsync(Task.FromResult(started));
        Assert.Equal(200, done.Status);
        var api = await _test.GetAsync(Api);
        Assert.NotNull(api.Header("ETag"));
        Assert.Equal("1", (string?)api.Properties["apiRevision"]);
        Assert.True((bool?)api.Properties["isCurrent"]);
        Assert.Equal("Ocp-Apim-Subscription-Key", (string?)api.Properties["subscriptionKeyParameterNames"]?["header"]);
        Assert.NotNull(api.Properties["authenticationSettings"]?["oAuth2AuthenticationSettings"]);
    }

    [Fact]
    public async Task While_an_api_is_written_and_a_moment_longer_nobody_else_writes_to_it()
    {
        var started = await _test.PutAsync(Api, AnApi("contoso/openai"));
        var meanwhile = await _test.PutAsync($"{Api}/policies/policy", APolicy("<base />"));
        Assert.Equal((409, "PessimisticConcurrencyConflict"), (meanwhile.Status, meanwhile.Code));
        Assert.Equal(
            201,
            (await _test.PutAsync($"{Service}/backends/b", """{"properties":{"url":"https://x.example","protocol":"http"}}""")).Status
        );
        await _test.DoneAsync(Task.FromResult(started));
        Assert.Equal(201, (await _test.PutAsync($"{Api}/policies/policy", APolicy("<base />"))).Status);
    }

    [Fact]
    public async Task The_lock_outlasts_the_operation_by_a_moment()
    {
        await using var slow = await StartAsync(options => options with { OperationLength = TimeSpan.FromHours(1) });
        var started = await slow.PutAsync(Api, AnApi("contoso/openai"));
        slow.Cloud.Clock.Advance(TimeSpan.FromHours(1));
        var result = started;
        for (var i = 0; i < 200 && result.Status == 202; i++)
        {
            result = await slow.GetAsync(started.Header("Location")!, "");
        }

        Assert.Equal(200, result.Status);
        Assert.Equal("PessimisticConcurrencyConflict", (await slow.PutAsync($"{Api}/policies/policy", APolicy("<base />"))).Code);
        slow.Cloud.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(201, (await slow.PutAsync($"{Api}/policies/policy", APolicy("<base />"))).Status);
    }

    [Fact]
    public async Task Two_apis_cannot_share_a_path_whatever_its_case()
    {
        var refused = await _test.PutAsync(Api, AnApi("PetStore"));
        Assert.Contains(
            "with the same Path 'PetStore' as API 'Petstore' unless it's a part of the same version set",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(400, (await _test.PutAsync(Api, AnApi("/x/"))).Status);
    }

    [Fact]
    public async Task Deletes_and_patches_need_the_entity_tag()
    {
        await _test.DoneAsync(_test.PutAsync(Api, AnApi("contoso/openai")));
        Assert.Equal(400, (await _test.DeleteAsync(Api, null)).Status);
        Assert.Equal(412, (await _test.DeleteAsync(Api, "\"stale\"")).Status);
        Assert.Equal(412, (await _test.PatchAsync(Api, "{}", "\"stale\"")).Status);
        Assert.Equal(412, (await _test.PutAsync(Api, AnApi("contoso/openai"), "\"stale\"")).Status);
        var tag = (await _test.GetAsync(Api)).Header("ETag");
        Assert.Equal(200, (await _test.PatchAsync(Api, """{"properties":{"description":"new"}}""", tag)).Status);
        Assert.Equal(412, (await _test.DeleteAsync(Api, tag)).Status);
        Assert.Equal(200, (await _test.DeleteAsync($"{Api}?deleteRevisions=true")).Status);
        Assert.Equal(204, (await _test.DeleteAsync(Api)).Status);
    }

    [Fact]
    public async Task Lists_come_in_pages_that_lead_to_all_of_them()
    {
        foreach (var i in Enumerable.Range(0, 105))
        {
            await _test.PutAsync($"{Service}/tags/t{i:000}", $$$"""{"properties":{"displayName":"t{{{i}}}"}}""");
        }

        var first = await _test.GetAsync($"{Service}/tags");
        Assert.Equal((100, 105), (first.Value.Count, (int?)first.Body?["count"]));
        var second = await _test.GetAsync((string)first.Body!["nextLink"]!, "");
        Assert.Equal(105, first.Names.Concat(second.Names).Distinct().Count());
        Assert.Null(second.Body!["nextLink"]);
        Assert.Equal(["t007"], (await _test.GetAsync($"{Service}/tags?$top=1&$skip=7")).Names);
        Assert.Equal(["t007"], (await _test.GetAsync($"{Service}/tags?$filter=displayName eq 't7'")).Names);
        Assert.Equal(501, (await _test.GetAsync($"{Service}/tags?$filter=a eq 'b' or c eq 'd'")).Status);
    }

    [Fact]
    public async Task Operations_written_one_by_one_declare_their_template_parameters_and_do_not_repeat_each_other()
    {
        await _test.DoneAsync(_test.PutAsync(Api, AnApi("contoso/openai")));
        const string Body =
            """{"properties":{"displayName":"c","method":"POST","urlTemplate":"/d/{id}","templateParameters":[{"name":"id","type":"string","required":true}]}}""";
        Assert.Contains(
            "define the following template parameters: id",
            (
                await _test.PutAsync(
                    $"{Api}/operations/a",
                    """{"properties":{"displayName":"c","method":"POST","urlTemplate":"/d/{id}"}}"""
                )
            ).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(201, (await _test.PutAsync($"{Api}/operations/a", Body)).Status);
        Assert.Equal(200, (await _test.PutAsync($"{Api}/operations/a", Body)).Status);
        Assert.Equal(400, (await _test.PutAsync($"{Api}/operations/b", Body)).Status);
    }

    internal static string AnApi(string path, string? spec = null, string? translate = null)
    {
        var properties = new JsonObject
        {
            ["displayName"] = "Contoso",
            ["path"] = path,
            ["protocols"] = new JsonArray("https"),
        };
        if (spec is not null)
        {
            (properties["format"], properties["value"]) = ("openapi+json", spec);
        }

        if (translate is not null)
        {
            properties["translateRequiredQueryParameters"] = translate;
        }

        return new JsonObject { ["properties"] = properties }.ToJsonString();
    }

    internal static string APolicy(string inbound, string format = "xml") =>
        $$$"""{"properties":{"format":"{{{format}}}","value":{{{JsonSerializer.Serialize($"<policies><inbound>{inbound}</inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>")}}}}}""";
}
