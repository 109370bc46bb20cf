using System.Xml.Linq;
using Importer.Configuration;
using Importer.Gateway;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Design;

public sealed class PolicyReachTests
{
    private static readonly ApiProfile Everything = new()
    {
        Policies = new()
        {
            TokenLimit = new() { TokensPerMinute = 1000 },
            TokenMetrics = new(),
            RateLimit = new() { Calls = 10, RenewalPeriodSeconds = 60 },
            Retry = new() { Count = 3, IntervalSeconds = 7 },
        },
    };

    [Fact]
    public async Task A_limit_beside_images_and_audio_reaches_the_counted_operations_only()
    {
        var inbound = (await PolicyAsync("gpt-4o", "text-embedding-3-large", "dall-e-3", "whisper")).Element("inbound")!;

        var when = Assert.Single(inbound.Elements("choose")).Element("when")!;
        Assert.Equal(["llm-token-limit", "llm-emit-token-metric"], when.Elements().Select(element => element.Name.LocalName));
        var condition = when.Attribute("condition")!.Value;
        Assert.Contains("\"/deployments/{deployment-id}/chat/completions\"", condition, StringComparison.Ordinal);
        Assert.Contains("\"/deployments/{deployment-id}/embeddings\"", condition, StringComparison.Ordinal);
        Assert.Contains("\"/responses\"", condition, StringComparison.Ordinal);
        Assert.DoesNotContain("images", condition, StringComparison.Ordinal);
        Assert.DoesNotContain("audio", condition, StringComparison.Ordinal);
        Assert.DoesNotContain("{response_id}", condition, StringComparison.Ordinal);
        Assert.Empty(inbound.Elements("llm-token-limit"));
        Assert.Single(inbound.Elements("rate-limit-by-key"));
    }

    [Fact]
    public async Task An_api_of_counted_operations_alone_needs_no_choice()
    {
        var inbound = (await PolicyAsync("text-embedding-3-large")).Element("inbound")!;

        Assert.Empty(inbound.Elements("choose"));
        Assert.Single(inbound.Elements("llm-token-limit"));
    }

    [Fact]
    public async Task An_api_without_counted_operations_is_made_without_the_limit_and_told()
    {
        var scene = new Scene(TheSettings.With(Everything));
        scene.Source.Put(AnAccount.With("contoso", "dall-e-3"));

        var report = await scene.RunAsync();

        Assert.DoesNotContain(
            "llm-",
            ((ApiPolicy)scene.Gateway.Resources[ApiPolicy.KeyFor("contoso-openai")].Resource).Xml,
            StringComparison.Ordinal
        );
        Assert.Contains(
            report.SetAside,
            aside =>
                aside.Reason.StartsWith("llm-token-limit works on chat, completions, embeddings and responses", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_interval_between_tries_is_that_of_the_settings()
    {
        var retry = (await PolicyAsync("gpt-4o")).Element("backend")!.Element("retry")!;

        Assert.Equal(("3", "7"), (retry.Attribute("count")!.Value, retry.Attribute("interval")!.Value));
    }

    private static async Task<XElement> PolicyAsync(params string[] models)
    {
        var scene = new Scene(TheSettings.With(Everything));
        scene.Source.Put(AnAccount.With("contoso", models));
        await scene.RunAsync();
        return XElement.Parse(((ApiPolicy)scene.Gateway.Resources[ApiPolicy.KeyFor("contoso-openai")].Resource).Xml);
    }
}
