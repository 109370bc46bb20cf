using EndToEnd.Tests.Families;
using Importer.Deployments;
using Importer.Reports;
using Pages;

namespace EndToEnd.Tests.Clients;

/// <summary>The snippets of the report page, each run through LocalAzure's gateway with its text as it stands there.</summary>
[Collection(nameof(FamiliesCloud))]
public sealed class SnippetTests(FamiliesCloud cloud)
{
    [Theory]
    [InlineData(Compatibility.AzureOpenAI)]
    [InlineData(Compatibility.AzureAI)]
    [InlineData(Compatibility.AzureOpenAIV1)]
    [InlineData(Compatibility.Anthropic)]
    public Task The_line_for_curl_is_answered(Compatibility compatibility) => AnsweredAsync(compatibility, "curl");

    [Theory]
    [InlineData(Compatibility.AzureOpenAI)]
    [InlineData(Compatibility.AzureAI)]
    [InlineData(Compatibility.AzureOpenAIV1)]
    [InlineData(Compatibility.Anthropic)]
    public Task The_program_for_NET_is_answered(Compatibility compatibility) => AnsweredAsync(compatibility, ".NET");

    [NodeTheory]
    [InlineData(Compatibility.AzureOpenAI)]
    [InlineData(Compatibility.AzureAI)]
    [InlineData(Compatibility.AzureOpenAIV1)]
    [InlineData(Compatibility.Anthropic)]
    public Task The_program_for_JavaScript_is_answered(Compatibility compatibility) => AnsweredAsync(compatibility, "JavaScript");

    [PythonTheory]
    [InlineData(Compatibility.AzureOpenAI)]
    [InlineData(Compatibility.AzureAI)]
    [InlineData(Compatibility.AzureOpenAIV1)]
    [InlineData(Compatibility.Anthropic)]
    public Task The_program_for_Python_is_answered(Compatibility compatibility) => AnsweredAsync(compatibility, "Python");

    [Fact]
    public void Every_compatibility_has_the_four_languages() =>
        Assert.All(
            Enum.GetValues<Compatibility>(),
            compatibility =>
                Assert.Equal(["curl", "JavaScript", "Python", ".NET"], ClientSnippets.Of(compatibility).Select(snippet => snippet.Language))
        );

    private async Task AnsweredAsync(Compatibility compatibility, string language)
    {
        await cloud.PrepareClientsAsync();
        var gateway = cloud.Gateway.At("").Endpoint.AbsoluteUri.TrimEnd('/');
        var values = ClientSnippets.ValuesOf(Api(compatibility), gateway)!;
        var snippet = ClientSnippets.Of(compatibility).Single(one => one.Language == language);

        var printed = await SnippetRunner.RunAsync(
            language,
            snippet.For(values),
            cloud.Gateway.Key,
            needsOldLibrary: snippet.Needs.Contains("Azure.AI.OpenAI", StringComparison.Ordinal)
        );

        Assert.False(string.IsNullOrWhiteSpace(printed));
    }

    private static ImportedApi Api(Compatibility compatibility) =>
        new()
        {
            Api = "plainkeys",
            Path = compatibility switch
            {
                Compatibility.AzureOpenAI => "plainkeys/openai",
                Compatibility.AzureAI => "plainkeys/models",
                Compatibility.AzureOpenAIV1 => "plainkeys/openai/v1",
                _ => "plainkeys/anthropic",
            },
            Compatibility = compatibility,
            ApiVersion = compatibility switch
            {
                Compatibility.AzureOpenAI => "2024-10-21",
                Compatibility.AzureAI => "2024-05-01-preview",
                _ => null,
            },
            KeyHeader = compatibility == Compatibility.Anthropic ? "x-api-key" : "api-key",
            Example = compatibility switch
            {
                Compatibility.Anthropic => "claude-opus-4-1",
                Compatibility.AzureAI => "DeepSeek-R1",
                _ => "gpt-4o",
            },
            Does = compatibility == Compatibility.Anthropic ? Capability.Messages : Capability.Chat,
        };
}
