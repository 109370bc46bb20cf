using System.Text.Json.Nodes;
using static LocalAzure.Tests.Arm.ApiTests;
using static LocalAzure.Tests.CloudUnderTest;

namespace LocalAzure.Tests.Arm;

public sealed class ApiImportTests : IAsyncLifetime
{
    private const string Api = $"{Service}/apis/contoso-openai";
    private CloudUnderTest _test = null!;

    public async Task InitializeAsync() => _test = await StartStillAsync();

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task An_import_makes_operations_and_the_specification_wins()
    {
        await ImportAsync(ASpec());
        var api = await _test.GetAsync(Api);
        Assert.Equal("From the document", (string?)api.Properties["displayName"]);
        Assert.Equal("https://x.example/openai", (string?)api.Properties["serviceUrl"]);
        Assert.Null(api.Properties["value"]);
        Assert.Null(api.Properties["format"]);
        var chat = await _test.GetAsync($"{Api}/operations/chatcompletions-create");
        Assert.Equal("/deployments/{deployment-id}/chat/completions?api-version={api-version}", (string?)chat.Properties["urlTemplate"]);
        Assert.Equal("POST", (string?)chat.Properties["method"]);
        Assert.Equal(
            ["deployment-id", "api-version"],
            ((JsonArray)chat.Properties["templateParameters"]!).Select(one => (string?)one!["name"])
        );
        Assert.Equal("application/json", (string?)chat.Properties["request"]?["representations"]?[0]?["contentType"]);
    }

    [Fact]
    public async Task Required_query_parameters_stay_queries_when_told_so()
    {
        await ImportAsync(ASpec(), "query");
        var chat = await _test.GetAsync($"{Api}/operations/chatcompletions-create");
        Assert.Equal("/deployments/{deployment-id}/chat/completions", (string?)chat.Properties["urlTemplate"]);
        Assert.Equal("api-version", (string?)chat.Properties["request"]?["queryParameters"]?[0]?["name"]);
    }

    [Fact]
    public async Task A_second_import_removes_operations_that_are_gone_and_keeps_the_policies_of_the_others()
    {
        await ImportAsync(ASpec("ChatCompletions_Create", "Embeddings_Create"));
        await _test.PutAsync($"{Api}/operations/chatcompletions-create/policies/policy", APolicy("<base />"));
        await ImportAsync(ASpec("ChatCompletions_Create", "Images_Create"));
        Assert.Equal(["chatcompletions-create", "images-create"], (await _test.GetAsync($"{Api}/operations")).Names);
        Assert.Equal(200, (await _test.GetAsync($"{Api}/operations/chatcompletions-create/policies/policy")).Status);
    }

    [Fact]
    public async Task Repeated_operation_ids_are_numbered_and_missing_ones_made_from_method_and_path()
    {
        var paths = new JsonObject
        {
            ["/a"] = new JsonObject { ["get"] = Answering("List Things!"), ["post"] = Answering("list--things") },
            ["/b/{id}"] = new JsonObject { ["delete"] = Answering(null) },
        };
        await ImportAsync(ASpecOf(paths));
        Assert.Equal(["delete-b-id", "list-things", "list-things-1"], (await _test.GetAsync($"{Api}/operations")).Names);
    }

    [Theory]
    [InlineData("""{"openapi":"2.0"}""", "not supported")]
    [InlineData("openapi: 3.0.1", "not valid JSON")]
    [InlineData("\uFEFF{}", "not valid JSON")]
    [InlineData(
        """{"openapi":"3.0.1","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"$ref":"other.json#/x"}}}}}}""",
        "External references"
    )]
    [InlineData(
        """{"openapi":"3.0.1","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"$ref":"#/components/none"}}}}}}""",
        "Invalid reference"
    )]
    [InlineData(
        """{"openapi":"3.0.1","info":{"title":"t","version":"1"},"paths":{"/a/{id}/b/{id}":{"get":{"responses":{}}}}}""",
        "more than once"
    )]
    public async Task A_failed_import_shows_only_in_the_result_of_its_operation(string spec, string reason)
    {
        var started = await _test.PutAsync(Api, AnApi("contoso/openai", spec));
        Assert.Equal(202, started.Status);
        var result = await _test.DoneAsync(Task.FromResult(started));
        Assert.Equal((400, "ValidationError"), (result.Status, result.Code));
        Assert.Contains(reason, result.Message, StringComparison.Ordinal);
        var status = await _test.GetAsync(started.Header("Azure-AsyncOperation")!, "");
        Assert.Equal(("Failed", "ValidationError"), ((string?)status.Body?["status"], (string?)status.Body?["error"]?["code"]));
        Assert.Equal(404, (await _test.GetAsync(Api)).Status);
    }

    [Fact]
    public async Task A_specification_without_an_https_server_is_taken_with_an_empty_service_url()
    {
        await ImportAsync("""{"openapi":"3.1.0","info":{"title":"t","version":"1"},"servers":[{"url":"http://x"}],"paths":{}}""");
        Assert.Null((await _test.GetAsync(Api)).Properties["serviceUrl"]);
    }

    [Fact]
    public async Task A_tier_holds_only_so_many_operations()
    {
        var many = new JsonObject();
        foreach (var i in Enumerable.Range(0, 3_000))
        {
            many[$"/p{i}"] = new JsonObject { ["get"] = Answering($"op{i}") };
        }

        var result = await _test.DoneAsync(_test.PutAsync(Api, AnApi("contoso/openai", ASpecOf(many))));
        Assert.Contains("holds 3000 operations: 2 are in use and this request needs 3000", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("azure-openai-2024-10-21.json", 6)]
    [InlineData("ai-gateway/AIFoundryAzureAI.json", 5)]
    [InlineData("ai-gateway/AIFoundryOpenAI.json", 49)]
    [InlineData("ai-gateway/AIFoundryOpenAIV1.json", 60)]
    public async Task The_real_documents_are_taken(string file, int operations)
    {
        if (Shared.Find("specs", "dataplane") is not { } folder)
        {
            return;
        }

        await ImportAsync(await File.ReadAllTextAsync(Path.Combine(folder, file)));
        Assert.Equal(operations, (int?)(await _test.GetAsync($"{Api}/operations")).Body?["count"]);
    }

    private static string ASpec(params string[] ids)
    {
        var paths = new JsonObject();
        foreach (var id in ids.DefaultIfEmpty("ChatCompletions_Create"))
        {
            var path = id == "ChatCompletions_Create" ? "chat/completions" : id;
            paths[$"/deployments/{{deployment-id}}/{path}"] = new JsonObject { ["post"] = Answering(id) };
        }

        return ASpecOf(paths);
    }

    private static JsonObject Answering(string? id)
    {
        var operation = (JsonObject)
            JsonNode.Parse(
                """
                {
                  "parameters": [
                    {"name": "deployment-id", "in": "path", "required": true, "schema": {"type": "string"}},
                    {"name": "api-version", "in": "query", "required": true, "schema": {"type": "string"}}
                  ],
                  "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                  "responses": {"200": {"description": "OK"}, "default": {"description": "Error"}}
                }
                """
            )!;
        if (id is not null)
        {
            operation["operationId"] = id;
        }

        return operation;
    }

    private static string ASpecOf(JsonObject paths) =>
        new JsonObject
        {
            ["openapi"] = "3.0.1",
            ["info"] = new JsonObject { ["title"] = "From the document", ["version"] = "2024-10-21" },
            ["servers"] = JsonNode.Parse("""[{"url":"https://{endpoint}/openai","variables":{"endpoint":{"default":"x.example"}}}]"""),
            ["paths"] = paths,
        }.ToJsonString();

    private async Task ImportAsync(string spec, string? translate = null)
    {
        var result = await _test.DoneAsync(_test.PutAsync(Api, AnApi("contoso/openai", spec, translate)));
        Assert.True(result.Status == 200, result.Message);
    }
}
