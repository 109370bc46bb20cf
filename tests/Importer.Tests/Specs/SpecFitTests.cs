using System.Text;
using System.Text.Json.Nodes;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Reports;
using Importer.Runs;
using Importer.Specs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Xunit.Abstractions;

namespace Importer.Tests.Specs;

/// <summary>A given document's shape is compared with its use before anything is written.</summary>
public sealed class SpecFitTests(ITestOutputHelper output)
{
    private static readonly string[] Prefixes = ["/openai", "/openai/v1", "/models", "/anthropic", "/v1", "/api", "/OpenAI", "/ai/openai"];

    private static readonly Dictionary<Compatibility, string[]> Shapes = new()
    {
        [Compatibility.AzureOpenAI] =
        [
            "/deployments/{deployment-id}/chat/completions",
            "/deployments/{d}/embeddings",
            "/deployments/{d}/completions",
            "/deployments/gpt-4o/chat/completions",
            "/deployments/{d}/audio/transcriptions",
            "/deployments/{d}/audio/translations",
            "/deployments/{d}/audio/speech",
            "/deployments/{d}/images/generations",
        ],
        [Compatibility.AzureAI] = ["/chat/completions", "/embeddings", "/images/embeddings", "/images/generations"],
        [Compatibility.AzureOpenAIV1] =
        [
            "/chat/completions",
            "/embeddings",
            "/responses",
            "/audio/speech",
            "/audio/transcriptions",
            "/images/generations",
        ],
        [Compatibility.Anthropic] = ["/v1/messages"],
    };

    public static TheoryData<Compatibility> Every => [.. Enum.GetValues<Compatibility>()];

    [Theory]
    [MemberData(nameof(Every))]
    public void Paths_that_begin_behind_the_suffix_fit_and_their_capability_can_be_called(Compatibility compatibility) =>
        Assert.All(
            Shapes[compatibility],
            path =>
            {
                var document = Read(Document("https://x.example" + Suffix(compatibility), path));

                Assert.Null(SpecFit.Problem(document, Suffix(compatibility), compatibility));
                Assert.Null(SpecFit.Problem(document, "", compatibility));
                Assert.Equal([document.Operations[0].Capability!.Value], SpecFit.Callable(document.Operations, compatibility));
            }
        );

    [Theory]
    [MemberData(nameof(Every))]
    public void Paths_that_carry_a_prefix_themselves_are_refused_whatever_it_is(Compatibility compatibility) =>
        Assert.All(
            from path in Shapes[compatibility]
            from prefix in Prefixes
            from server in new[] { "", "/", Suffix(compatibility) }
            select (path, prefix, server),
            given =>
            {
                var problem = SpecFit.Problem(
                    Read(Document("https://x.example" + given.server, given.prefix + given.path)),
                    given.server,
                    compatibility
                );

                Assert.StartsWith(
                    $"its paths carry {given.prefix} themselves (POST {given.prefix}{given.path})",
                    problem,
                    StringComparison.Ordinal
                );
                Assert.Contains(
                    $"calls would go to {Suffix(compatibility)}{given.prefix}{given.path}: take {given.prefix} off the paths in the document",
                    problem,
                    StringComparison.Ordinal
                );
            }
        );

    [Fact]
    public void The_shape_of_one_compatibility_is_refused_under_the_others_with_the_right_one_named() =>
        Assert.All(
            from used in Enum.GetValues<Compatibility>()
            from shape in Shapes
            where shape.Key != used
            from path in shape.Value
            where !Shapes[used].Contains(path)
            select (used, shape.Key, path),
            given =>
            {
                if (given is { used: Compatibility.AzureOpenAI, path: "/responses" })
                {
                    return;
                }

                var problem = SpecFit.Problem(Read(Document("https://x.example", given.path)), "", given.used);

                Assert.Contains($"and it is used as {given.used}: calls by {given.used} go to POST ", problem, StringComparison.Ordinal);
                Assert.Contains("Set Compatibility to ", problem, StringComparison.Ordinal);
            }
        );

    [Fact]
    public void A_server_of_another_compatibility_is_refused_though_the_paths_look_alike() =>
        Assert.All(
            from used in Enum.GetValues<Compatibility>()
            from other in Enum.GetValues<Compatibility>()
            where other != used
            select (used, other),
            given =>
                Assert.StartsWith(
                    $"its server ends in {Suffix(given.other)}, which is {given.other}, and it is used as {given.used}",
                    SpecFit.Problem(
                        Read(Document("https://x.example" + Suffix(given.other), Shapes[given.used][0])),
                        Suffix(given.other),
                        given.used
                    ),
                    StringComparison.Ordinal
                )
        );

    [Fact]
    public void A_document_in_which_nothing_calls_a_model_is_refused() =>
        Assert.StartsWith(
            "none of its operations calls a model: calls by AzureOpenAI go to POST /deployments/{deployment-id}/chat/completions",
            SpecFit.Problem(Read(Document("https://x.example", "/pets")), "", Compatibility.AzureOpenAI),
            StringComparison.Ordinal
        );

    [Fact]
    public void An_operation_for_everything_can_call_everything() =>
        Assert.All(
            Enum.GetValues<Compatibility>(),
            compatibility =>
            {
                var document = Read(Document("https://x.example", "/*"));

                Assert.Null(SpecFit.Problem(document, "", compatibility));
                Assert.Equal(ModelFamilies.Offered(compatibility).Order(), SpecFit.Callable(document.Operations, compatibility).Order());
            }
        );

    [Theory]
    [InlineData("azure-openai-2024-10-21.json", Compatibility.AzureOpenAI)]
    [InlineData("ai-gateway/AIFoundryAzureAI.json", Compatibility.AzureAI)]
    [InlineData("ai-gateway/AIFoundryOpenAI.json", Compatibility.AzureOpenAI)]
    [InlineData("ai-gateway/AIFoundryOpenAIV1.json", Compatibility.AzureOpenAIV1)]
    public void Published_documents_fit_their_own_compatibility_and_no_other(string file, Compatibility own)
    {
        if (SharedMaterial.Find("specs/dataplane/" + file) is not { } path)
        {
            output.WriteLine($"Not checked: {file} is not beside the repository (shared/specs/dataplane).");
            return;
        }

        var reading = SpecReader.Read(File.ReadAllBytes(path));

        Assert.All(
            Enum.GetValues<Compatibility>(),
            compatibility =>
                Assert.Equal(compatibility == own, SpecFit.Problem(reading.Document!, reading.ServerPath, compatibility) is null)
        );
    }

    [Fact]
    public async Task A_run_whose_only_deployment_has_an_impossible_document_writes_nothing_and_did_not_succeed()
    {
        var scene = Scene("gpt-4o", Document("https://x.openai.azure.com", "/openai/deployments/{deployment-id}/chat/completions"));

        var report = await scene.RunAsync();

        Assert.Empty(scene.Gateway.Writes);
        Assert.Empty(report.Probes);
        Assert.Equal(RunOutcome.Partial, report.Outcome);
        var aside = Assert.Single(report.SetAside);
        Assert.Equal(SetAsideKind.Impossible, aside.Kind);
        Assert.Contains("take /openai off the paths in the document; or set Source to Http", aside.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_live_api_stays_as_it_is_when_its_document_becomes_impossible()
    {
        var scene = Scene("gpt-4o", Document("https://x.openai.azure.com/openai", "/deployments/{deployment-id}/chat/completions"));
        await scene.RunAsync();
        var before = scene.Gateway.Picture;
        scene.Models.Answer = Answer(Document("https://x.openai.azure.com", "/openai/deployments/{deployment-id}/chat/completions"));

        var report = await scene.RunAsync();

        Assert.Equal(before, scene.Gateway.Picture);
        Assert.Equal(RunOutcome.Partial, report.Outcome);
    }

    [Fact]
    public async Task A_deployment_that_no_operation_of_the_document_calls_is_not_imported_and_not_tested()
    {
        var scene = Scene("gpt-4o", Document("https://x.openai.azure.com/openai", "/deployments/{deployment-id}/chat/completions"));
        scene.Source.Deploy("contoso", "text-embedding-3-large");

        var report = await scene.RunAsync();

        Assert.EndsWith("/gpt-4o", Assert.Single(report.Decisions).Deployment, StringComparison.Ordinal);
        Assert.EndsWith("/gpt-4o", Assert.Single(report.Probes).Deployment, StringComparison.Ordinal);
        Assert.Contains(
            report.SetAside,
            aside =>
                aside.Deployment.EndsWith("/text-embedding-3-large", StringComparison.Ordinal)
                && aside.Reason.Contains("has no operation that calls", StringComparison.Ordinal)
        );
    }

    private static Scene Scene(string model, string document)
    {
        var scene = new Scene(
            TheSettings.With(new() { Source = ImportSource.OpenApi, OpenApiLocation = "https://contoso.example/spec.json" })
        );
        scene.Models.Answer = Answer(document);
        scene.Source.Put(AnAccount.With("contoso", model));
        return scene;
    }

    private static Func<HttpRequestMessage, HttpResponseMessage?> Answer(string document) =>
        request => request.RequestUri!.Host == "contoso.example" ? new HttpResponseMessage { Content = new StringContent(document) } : null;

    private static string Suffix(Compatibility compatibility) =>
        compatibility switch
        {
            Compatibility.AzureOpenAI => "/openai",
            Compatibility.AzureAI => "/models",
            Compatibility.Anthropic => "/anthropic",
            _ => "/openai/v1",
        };

    private static SpecDocument Read(string document) => SpecReader.Read(Encoding.UTF8.GetBytes(document)).Document!;

    private static string Document(string server, string path)
    {
        var names = path.Split('{').Skip(1).Select(part => part.Split('}')[0]);
        var parameters = new JsonArray([
            .. names.Select(name =>
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = name,
                        ["in"] = "path",
                        ["required"] = true,
                        ["schema"] = new JsonObject { ["type"] = "string" },
                    }
            ),
        ]);
        return new JsonObject
        {
            ["openapi"] = "3.0.1",
            ["info"] = new JsonObject { ["title"] = "t", ["version"] = "2024-10-21" },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = server }),
            ["paths"] = new JsonObject
            {
                [path] = new JsonObject
                {
                    ["post"] = new JsonObject
                    {
                        ["operationId"] = "call",
                        ["parameters"] = parameters,
                        ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
                    },
                },
            },
        }.ToJsonString();
    }
}
