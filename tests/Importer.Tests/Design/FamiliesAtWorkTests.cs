using Importer.Apim;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Health;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Importer.Tests.Design;

/// <summary>Families in a whole run: which APIs they get, with which operations, and what becomes of models that nobody knows.</summary>
public sealed class FamiliesAtWorkTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_is_in_no_row_of_the_table_gets_no_api_and_changes_nothing_else()
    {
        const int Seed = 14;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var before = await PictureAsync([Deployment("OpenAI", "gpt-4o")]);

        for (var round = 0; round < 200; round++)
        {
            var stranger = Stranger(random);
            var alone = new Scene();
            alone.Source.Put(AnAccount.Named("contoso", stranger));
            var report = await alone.RunAsync();

            Assert.Empty(alone.Gateway.Writes);
            Assert.Empty(report.Decisions);
            Assert.Contains(
                report.SetAside,
                aside => aside.Deployment == stranger.Id.Value && aside.Reason.Contains(stranger.ModelName, StringComparison.Ordinal)
            );
            Assert.Equal(before, await PictureAsync([Deployment("OpenAI", "gpt-4o"), stranger]));
        }
    }

    [Fact]
    public async Task Claude_gets_an_api_of_its_own_beside_the_others_and_flips_none_of_them()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.Named("contoso", Deployment("OpenAI", "gpt-4o"), Deployment("Anthropic", "claude-opus-4-1")));

        var report = await scene.RunAsync();

        Assert.Equal(
            ["contoso-anthropic", "contoso-openai"],
            scene.Gateway.Resources.Values.Select(found => found.Resource).OfType<Api>().Select(api => api.Id).Order()
        );
        Assert.Equal(
            [Compatibility.AzureOpenAI, Compatibility.Anthropic],
            report.Decisions.Select(decision => decision.Compatibility).Order()
        );
        var api = Api(scene, "contoso-anthropic");
        Assert.Equal(("contoso/anthropic", "x-api-key"), (api.Path, api.KeyHeader));
        Assert.Equal(["POST /v1/messages", "POST /v1/messages/count_tokens"], Operations(api));
        Assert.Equal(
            "https://contoso.services.ai.azure.com/anthropic",
            scene
                .Gateway.Resources.Values.Select(found => found.Resource)
                .OfType<Backend>()
                .Single(backend => backend.Id.StartsWith("contoso-anthropic", StringComparison.Ordinal))
                .Url.AbsoluteUri
        );
        var policy = Policy(scene, "contoso-anthropic");
        Assert.Contains("<set-header name=\"x-api-key\" exists-action=\"delete\"", policy, StringComparison.Ordinal);
        Assert.Contains("resource=\"https://cognitiveservices.azure.com\"", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("anthropic-version", policy, StringComparison.Ordinal);
        Assert.Empty((await scene.RunAsync()).Steps);
    }

    [Fact]
    public async Task The_audience_is_a_setting_and_a_key_goes_where_the_account_takes_it()
    {
        var audience = await PolicyOfClaudeAsync(new() { Authentication = new() { Audience = "https://ai.azure.com" } });
        var key = await PolicyOfClaudeAsync(new() { Authentication = new() { Mode = AuthenticationMode.ApiKey } });

        Assert.Contains("resource=\"https://ai.azure.com\"", audience, StringComparison.Ordinal);
        Assert.Matches("<set-header name=\"x-api-key\" exists-action=\"override\">\\s*<value>\\{\\{contoso-anthropic-key\\}\\}", key);
    }

    [Theory]
    [InlineData("StandardV2", true)]
    [InlineData("Developer", false)]
    [InlineData("Premium", false)]
    public async Task Tokens_of_messages_are_counted_where_the_tier_counts_them_and_it_is_said_where_not(string sku, bool counts)
    {
        var scene = new Scene(
            TheSettings.With(
                new()
                {
                    Policies = new()
                    {
                        TokenLimit = new() { TokensPerMinute = 500, OnMissing = MissingPolicy.Publish },
                    },
                }
            )
        );
        scene.Gateway.Sku = sku;
        scene.Source.Put(AnAccount.Named("contoso", Deployment("Anthropic", "claude-opus-4-1")));

        var report = await scene.RunAsync();

        Assert.Equal(counts, Policy(scene, "contoso-anthropic").Contains("llm-token-limit", StringComparison.Ordinal));
        Assert.Equal(
            !counts,
            report.SetAside.Any(aside => aside.Reason.Contains($"v2 tiers only, and the service is {sku}", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task V1_carries_sound_and_pictures_too()
    {
        var scene = new Scene(TheSettings.With(new() { Compatibility = [Compatibility.AzureOpenAIV1] }));
        scene.Source.Put(AnAccount.With("contoso", "whisper", "gpt-image-1"));

        var report = await scene.RunAsync();

        Assert.Equal(
            ["GET /models", "GET /models/{model}", "POST /audio/transcriptions", "POST /audio/translations", "POST /images/generations"],
            Operations(Api(scene, "contoso-openai-v1"))
        );
        Assert.Equal(2, report.Decisions.Count);
        Assert.Contains(report.Probes, probe => probe.Capability == Capability.Transcription);
    }

    [Theory]
    [InlineData("o3-deep-research")]
    [InlineData("gpt-5-codex")]
    [InlineData("whisper")]
    public async Task A_model_is_not_imported_where_no_operation_calls_it(string model)
    {
        var scene = new Scene(TheSettings.With(new() { Compatibility = [Compatibility.AzureAI] }));
        scene.Source.Put(AnAccount.With("contoso", model));

        var report = await scene.RunAsync();

        Assert.Empty(scene.Gateway.Writes);
        Assert.Contains(
            report.SetAside,
            aside =>
                aside.Reason.EndsWith(
                    "is called by AzureOpenAI or AzureOpenAIV1, and its settings name AzureAI only; add one of those to Compatibility",
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task In_a_mixed_account_only_what_the_model_inference_api_takes_is_called_there()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o", "whisper", "o3-pro", "DeepSeek-R1"));

        var report = await scene.RunAsync();

        Assert.Equal(
            ["DeepSeek-R1", "gpt-4o"],
            report
                .Decisions.Where(decision => decision.Compatibility == Compatibility.AzureAI)
                .Select(decision => decision.Deployment.Split('/')[^1])
                .Order()
        );
    }

    [Fact]
    public async Task AutoV1_takes_OpenAI_models_the_Azure_OpenAI_way_and_everything_else_by_v1()
    {
        var scene = new Scene(TheSettings.With(new() { AutoV1 = true }));
        scene.Source.Put(
            AnAccount.Named(
                "contoso",
                Deployment("OpenAI", "gpt-4o"),
                Deployment("DeepSeek", "DeepSeek-R1"),
                Deployment("Anthropic", "claude-opus-4-1")
            )
        );

        var report = await scene.RunAsync();

        Assert.Equal(
            ["DeepSeek-R1 AzureOpenAIV1", "claude-opus-4-1 Anthropic", "gpt-4o AzureOpenAI"],
            report
                .Decisions.Select(decision => $"{decision.Deployment.Split('/')[^1]} {decision.Compatibility}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_cohere_embed_model_embeds_pictures_too()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "Cohere-embed-v3-english"));

        await scene.RunAsync();

        Assert.Equal(["GET /info", "POST /embeddings", "POST /images/embeddings"], Operations(Api(scene, "contoso-models")));
    }

    [Fact]
    public async Task The_test_call_of_claude_says_which_audience_worked()
    {
        var scene = new Scene();
        HttpRequestMessage? call = null;
        scene.Models.Answer = request =>
        {
            call = request;
            return new HttpResponseMessage
            {
                Content = new StringContent(
                    """{"type":"message","content":[{"type":"text","text":"p"}],"stop_reason":"max_tokens","usage":{"input_tokens":8,"output_tokens":1}}""",
                    System.Text.Encoding.UTF8,
                    "application/json"
                ),
            };
        };
        scene.Source.Put(AnAccount.Named("contoso", Deployment("Anthropic", "claude-opus-4-1")));

        var probe = Assert.Single((await scene.RunAsync()).Probes);

        Assert.Equal((ProbeStatus.Healthy, "https://cognitiveservices.azure.com"), (probe.Status, probe.Audience));
        Assert.Equal(new TokenUsage(8, 1, 9), probe.Usage);
        Assert.Equal("https://contoso-apim.azure-api.net/contoso/anthropic/v1/messages", call!.RequestUri!.AbsoluteUri);
        Assert.Equal(["subscription-key"], call.Headers.GetValues("x-api-key"));
        Assert.Equal(["2023-06-01"], call.Content!.Headers.GetValues("anthropic-version"));
    }

    [Fact]
    public async Task A_refused_audience_names_the_other_one()
    {
        using var models = new ScriptedModels();
        models.Answer = _ =>
            HealthScene.Answer(
                401,
                """{"statusCode":401,"message":"Unauthorized. Access token is missing, invalid, audience is incorrect (https://ai.azure.com), or have expired."}"""
            );
        var prober = new Prober(new HttpClient(models), new HealthSettings(), TimeProvider.System, NullLogger<Prober>.Instance);
        var target = new ProbeTarget
        {
            Deployment = Deployment("Anthropic", "claude-opus-4-1"),
            Api = "contoso-anthropic",
            Path = "contoso/anthropic",
            Compatibility = Compatibility.Anthropic,
            ApiVersion = "",
            KeyHeader = "x-api-key",
            Facts = new ProbeFacts { Audience = "https://cognitiveservices.azure.com", Account = AnAccount.Account("contoso") },
        };

        var probe = Assert.Single(
            await prober.ProbeAsync(
                [target],
                new GatewayAccess { Url = new Uri("https://contoso-apim.azure-api.net"), SubscriptionKey = "k" },
                new ProbeRetryOptions(TimeSpan.Zero, 1),
                CancellationToken.None
            )
        );

        Assert.Equal(CauseCode.TokenRefused, probe.Code);
        Assert.Contains("for the audience https://cognitiveservices.azure.com", probe.Cause, StringComparison.Ordinal);
        Assert.Contains("set Authentication.Audience to https://ai.azure.com", probe.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_as_a_bearer_token_is_written_once_whether_or_not_the_service_gives_it_back()
    {
        var scene = new Scene(TheSettings.With(new() { SubscriptionKeyAsBearer = true }));
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        var api = Api(scene, "contoso-openai");
        Assert.True(api.TakesKeyAsBearer);
        Assert.Equal("enabled", (string?)ApimBodies.Api(api)["properties"]!["subscriptionKeyParameterNames"]!["bearer"]);

        scene.Gateway.Add(api with { TakesKeyAsBearer = null });
        Assert.Empty((await scene.RunAsync()).Steps);

        scene.Gateway.Add(api with { TakesKeyAsBearer = false });
        Assert.Equal(
            "subscriptionKeyParameterNames.bearer",
            Assert.Single(Assert.Single((await scene.RunAsync()).Steps).Differences).Field
        );
    }

    [Fact]
    public async Task Without_the_setting_nothing_is_written_and_what_people_set_stays()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        var api = Api(scene, "contoso-openai");
        Assert.Null(ApimBodies.Api(api)["properties"]!["subscriptionKeyParameterNames"]!["bearer"]);

        scene.Gateway.Add(api with { TakesKeyAsBearer = true });
        Assert.Empty((await scene.RunAsync()).Steps);
    }

    private static async Task<string> PictureAsync(ModelDeployment[] deployments)
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.Named("contoso", deployments));
        await scene.RunAsync();
        return scene.Gateway.Picture;
    }

    private static async Task<string> PolicyOfClaudeAsync(ApiProfile profile)
    {
        var scene = new Scene(TheSettings.With(profile));
        scene.Source.Put(AnAccount.Named("contoso", Deployment("Anthropic", "claude-opus-4-1")));
        await scene.RunAsync();
        return Policy(scene, "contoso-anthropic");
    }

    // Made up so that no row serves them: by our word and not by the table's own.
    private static ModelDeployment Stranger(Random random)
    {
        string[] formats =
        [
            "OpenAI",
            "Meta",
            "Mistral AI",
            "DeepSeek",
            "Cohere",
            "Microsoft",
            "xAI",
            "Stability AI",
            "Nixtla",
            "Black Forest Labs",
            "Acme",
            "anthropic labs",
            "",
        ];
        string[] stems =
        [
            "voice",
            "vision",
            "orbit",
            "ocr",
            "rerank",
            "flux",
            "time-series",
            "segment",
            "chat",
            "sora",
            "realtime",
            "x",
            "claudius",
        ];
        return Deployment(
            formats[random.Next(formats.Length)],
            $"{stems[random.Next(stems.Length)]}-{random.Next(1, 99)}{(random.Next(2) == 0 ? "" : "-preview")}"
        );
    }

    private static ModelDeployment Deployment(string format, string model) => ADeployment.Of(model) with { ModelFormat = format };

    private static Api Api(Scene scene, string id) => (Api)scene.Gateway.Resources[Gateway.Api.KeyFor(id)].Resource;

    private static string Policy(Scene scene, string api) => ((ApiPolicy)scene.Gateway.Resources[ApiPolicy.KeyFor(api)].Resource).Xml;

    private static IEnumerable<string> Operations(Api api) =>
        api.Definition!.Operations.Select(operation => $"{operation.Method} {operation.UrlTemplate}").Order(StringComparer.Ordinal);
}
