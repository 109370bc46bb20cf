using Importer.Configuration;
using Importer.Gateway;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Design;

/// <summary>Settings ask for content safety, and the API carries calls that it does not see: each run says so.</summary>
public sealed class UnfilteredCallsTests
{
    private const string Beginning = "llm-content-safety works on chat, completions, embeddings and responses: this API's calls for";

    [Theory]
    [InlineData("images", "gpt-4o", "dall-e-3")]
    [InlineData("images", "gpt-4o", "gpt-image-1")]
    [InlineData("images, transcription, translation", "gpt-4o", "gpt-image-1", "whisper")]
    public async Task Calls_that_the_filter_does_not_see_are_told_with_what_they_are_for(string beyond, params string[] models)
    {
        var (filtered, sentences) = await RunAsync(safety: true, models);

        Assert.True(filtered);
        var told = Assert.Single(sentences, sentence => sentence.StartsWith(Beginning, StringComparison.Ordinal));
        Assert.StartsWith($"{Beginning} {beyond} pass without it", told, StringComparison.Ordinal);
        Assert.Contains("Import: false", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "gpt-4o", "text-embedding-3-large")]
    [InlineData(false, "gpt-4o", "dall-e-3")]
    public async Task Nothing_is_told_where_everything_is_filtered_or_no_filter_was_asked_for(bool safety, params string[] models)
    {
        var (filtered, sentences) = await RunAsync(safety, models);

        Assert.Equal(safety, filtered);
        Assert.DoesNotContain(sentences, sentence => sentence.Contains("llm-content-safety", StringComparison.Ordinal));
    }

    private static async Task<(bool IsFiltered, IReadOnlyList<string> Sentences)> RunAsync(bool safety, string[] models)
    {
        var scene = new Scene(
            TheSettings.With(new ApiProfile { Policies = new() { ContentSafety = safety ? new() { BackendId = "content-safety" } : null } })
        );
        scene.Gateway.Prerequisites = ServicePrerequisites.None with { Backends = ["content-safety"] };
        scene.Source.Put(AnAccount.With("contoso", models));

        var run = await scene.RunAsync();

        var xml = ((ApiPolicy)scene.Gateway.Resources[ApiPolicy.KeyFor("contoso-openai")].Resource).Xml;
        return (xml.Contains("llm-content-safety", StringComparison.Ordinal), [.. run.SetAside.Select(aside => aside.Reason)]);
    }
}
