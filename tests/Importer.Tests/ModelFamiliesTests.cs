using Importer.Deployments;
using Importer.Health;
using Importer.Specs;
using Importer.Tests.Builders;

namespace Importer.Tests;

/// <summary>The table of model families: what is in it is called as it says, what is not is set aside; docs/models.md shows it.</summary>
public sealed class ModelFamiliesTests
{
    public static TheoryData<string, string> OutsideTheTable =>
        new()
        {
            { "Stability AI", "Stable-Image-Ultra" },
            { "Nixtla", "TimeGEN-1" },
            { "Microsoft", "MAI-Voice-1" },
            { "Microsoft", "MAI-Image-1" },
            { "Microsoft", "Azure-AI-Speech" },
            { "Mistral AI", "voxtral-small" },
            { "OpenAI", "something-new" },
            { "Anthropica", "claude-opus-4-1" },
            { "", "" },
        };

    public static TheoryData<string, string, string> ServedElsewhere =>
        new()
        {
            { "Mistral AI", "mistral-document-ai-2505", "/providers/mistral/azure/ocr" },
            { "Black Forest Labs", "FLUX.1-Kontext-pro", "/providers/blackforestlabs/v1/" },
            { "Cohere", "Cohere-rerank-v3.5", "/providers/cohere/v2/rerank" },
            { "OpenAI", "gpt-4o-realtime-preview", "/openai/v1/realtime" },
            { "OpenAI", "sora", "/openai/v1/videos" },
        };

    public static TheoryData<string, string, string, string> Known =>
        new()
        {
            { "OpenAI", "gpt-4o", "Chat Responses", "AzureOpenAI AzureAI AzureOpenAIV1" },
            { "OpenAI", "gpt-5-mini", "Chat Responses", "AzureOpenAI AzureAI AzureOpenAIV1" },
            { "OpenAI", "gpt-5-codex", "Responses", "AzureOpenAI AzureOpenAIV1" },
            { "OpenAI", "codex-mini", "Responses", "AzureOpenAI AzureOpenAIV1" },
            { "OpenAI", "o3-pro", "Responses", "AzureOpenAI AzureOpenAIV1" },
            { "OpenAI", "gpt-5-pro", "Responses", "AzureOpenAI AzureOpenAIV1" },
            { "OpenAI", "gpt-5.2-pro", "Responses", "AzureOpenAI AzureOpenAIV1" },
            { "OpenAI", "o3-deep-research", "Responses", "AzureOpenAI AzureOpenAIV1" },
            { "OpenAI", "computer-use-preview", "Responses", "AzureOpenAI AzureOpenAIV1" },
            { "OpenAI", "whisper", "Transcription Translation", "AzureOpenAI AzureOpenAIV1" },
            { "OpenAI", "gpt-4o-mini-transcribe", "Transcription", "AzureOpenAI AzureOpenAIV1" },
            { "OpenAI", "gpt-4o-mini-tts", "Speech", "AzureOpenAI AzureOpenAIV1" },
            { "OpenAI", "gpt-image-1", "Images", "AzureOpenAI AzureOpenAIV1" },
            { "OpenAI", "gpt-4o-audio-preview", "Chat", "AzureOpenAI AzureOpenAIV1" },
            { "OpenAI", "text-embedding-3-large", "Embeddings", "AzureOpenAI AzureAI AzureOpenAIV1" },
            { "OpenAI", "gpt-35-turbo-instruct", "Completions", "AzureOpenAI AzureOpenAIV1" },
            { "Anthropic", "claude-opus-4-1", "Messages", "Anthropic" },
            { "Cohere", "Cohere-embed-v3-english", "Embeddings ImageEmbeddings", "AzureAI AzureOpenAIV1" },
            { "Cohere", "embed-v-4-0", "Embeddings ImageEmbeddings", "AzureAI AzureOpenAIV1" },
            { "Cohere", "cohere-command-a", "Chat", "AzureAI AzureOpenAIV1" },
            { "Meta", "Llama-3.3-70B-Instruct", "Chat", "AzureAI AzureOpenAIV1" },
            { "MistralAI", "Mistral-Large-2411", "Chat", "AzureAI AzureOpenAIV1" },
            { "OpenAI-OSS", "gpt-oss-120b", "Chat", "AzureAI AzureOpenAIV1" },
            { "xAI", "grok-4-fast-reasoning", "Chat", "AzureAI AzureOpenAIV1" },
        };

    [Theory]
    [MemberData(nameof(Known))]
    public void A_family_has_its_capabilities_under_its_compatibilities(
        string format,
        string model,
        string capabilities,
        string compatibilities
    )
    {
        var deployment = Deployment(format, model);

        Assert.Equal(capabilities, string.Join(' ', CapabilityCatalog.Of(deployment)));
        Assert.Equal(
            compatibilities,
            string.Join(' ', Enum.GetValues<Compatibility>().Where(compatibility => CapabilityCatalog.Serves(compatibility, deployment)))
        );
        Assert.Null(CapabilityCatalog.Unknown(deployment));
    }

    [Theory]
    [MemberData(nameof(OutsideTheTable))]
    public void What_is_in_no_row_can_do_nothing_that_we_know_of(string format, string model)
    {
        var deployment = Deployment(format, model);

        Assert.Empty(CapabilityCatalog.Of(deployment));
        Assert.Contains("is not known to the importer", CapabilityCatalog.Unknown(deployment), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ServedElsewhere))]
    public void What_has_no_operations_here_is_set_aside_with_its_path(string format, string model, string path)
    {
        Assert.Empty(CapabilityCatalog.Of(Deployment(format, model)));
        Assert.Contains(path, CapabilityCatalog.Unknown(Deployment(format, model)), StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_say_what_a_new_model_of_a_known_maker_can_do_and_never_change_what_its_name_says()
    {
        Assert.Equal(
            [Capability.Chat, Capability.Responses],
            CapabilityCatalog.Of(Flagged("OpenAI", "gpt-9", "chatCompletion", "responses"))
        );
        Assert.Equal([Capability.Chat], CapabilityCatalog.Of(Flagged("OpenAI", "gpt-4o", "chatCompletion")));
        Assert.Equal([Capability.Responses], CapabilityCatalog.Of(Flagged("OpenAI", "gpt-5-codex", "chatCompletion", "responses")));
        Assert.Equal([Capability.Messages], CapabilityCatalog.Of(Flagged("Anthropic", "claude-sonnet-5", "chatCompletion")));
        Assert.Empty(CapabilityCatalog.Of(Flagged("Black Forest Labs", "FLUX.2-pro", "imageGenerations")));
        Assert.Empty(CapabilityCatalog.Of(Flagged("Nobody Yet", "chatty-1", "chatCompletion")));
    }

    [Fact]
    public void Our_documents_offer_what_the_table_counts_on()
    {
        Assert.All(
            Enum.GetValues<Compatibility>(),
            compatibility =>
                Assert.Equal(
                    ModelFamilies.Offered(compatibility).Order(),
                    SpecCatalogue
                        .For(compatibility)
                        .Operations.Select(operation => operation.Capability)
                        .OfType<Capability>()
                        .Distinct()
                        .Order()
                )
        );
        Assert.All(
            ModelFamilies.All.Where(family => family.Flags != FlagTrust.Required && family.ServedOn is null),
            family =>
                Assert.All(
                    family.Capabilities,
                    capability =>
                        Assert.Contains(family.Compatibilities, compatibility => ModelFamilies.Offered(compatibility).Contains(capability))
                )
        );
    }

    [Theory]
    [InlineData("o1", "2024-10-21", "2024-12-01-preview")]
    [InlineData("o3-mini", "2024-05-01-preview", "2024-12-01-preview")]
    [InlineData("o3-mini", "2025-03-01-preview", "2025-03-01-preview")]
    [InlineData("o1", "v1", "v1")]
    [InlineData("o1", "", "")]
    [InlineData("gpt-4o", "2024-10-21", "2024-10-21")]
    [InlineData("gpt-image-1", "2024-10-21", "2025-04-01-preview")]
    [InlineData("gpt-4o-audio-preview", "2024-10-21", "2025-01-01-preview")]
    public void A_call_names_a_version_that_the_model_takes(string model, string said, string named) =>
        Assert.Equal(named, CapabilityCatalog.VersionFor(Deployment("OpenAI", model), said));

    [Fact]
    public void The_documentation_shows_the_table()
    {
        var page = RepositoryFiles.Read("docs/models.md");
        var missing = ModelFamilies
            .All.Select(Row)
            .Concat(Enum.GetValues<Capability>().Select(Row))
            .Where(row => !page.Contains(row, StringComparison.Ordinal))
            .ToList();

        Assert.True(missing.Count == 0, $"docs/models.md lacks:\n{string.Join('\n', missing)}");
        Assert.Equal(
            ModelFamilies.All.Count + Enum.GetValues<Capability>().Length + 2,
            page.Split('\n').Count(line => line.StartsWith("| ", StringComparison.Ordinal))
        );
    }

    private static string Row(ModelFamily family)
    {
        var compatibility = family.ServedOn is null ? string.Join(", ", family.Compatibilities) : "set aside";
        var operations = family switch
        {
            { ServedOn: { } path } => $"none; served on `{path}`",
            { Flags: FlagTrust.Required } => "by the flags `chatCompletion`, `responses`, `embeddings`, `completion`, `imageGenerations`",
            { Flags: FlagTrust.Preferred } => $"{Words(family)}; fewer where the flags say so",
            _ => Words(family),
        };
        var call = family.Untested ?? (family.ServedOn is null ? "yes" : "–");
        return $"| {family.Format} | {family.Name} | {string.Join(" ", family.Models.Select(model => $"`{model}`"))} | {compatibility} | {operations} | {family.Since ?? "–"} | {call} | [source]({family.Source}) |";
    }

    private static string Words(ModelFamily family) => string.Join(", ", family.Capabilities);

    private static string Row(Capability capability)
    {
        var paths = Enum.GetValues<Compatibility>()
            .Select(compatibility =>
                SpecCatalogue
                    .For(compatibility)
                    .Operations.FirstOrDefault(operation => operation.Method == "POST" && operation.Capability == capability)
                    ?.UrlTemplate
                    is { } template
                    ? $"`{template}`"
                    : "–"
            );
        return $"| {capability} | {string.Join(" | ", paths)} | {Prober.MostTokens(capability)} |";
    }

    private static ModelDeployment Deployment(string format, string model) =>
        ADeployment.Of("x") with
        {
            ModelFormat = format,
            ModelName = model,
        };

    private static ModelDeployment Flagged(string format, string model, params string[] flags) =>
        Deployment(format, model) with
        {
            CapabilityFlags = flags.ToDictionary(flag => flag, _ => "true"),
        };
}
