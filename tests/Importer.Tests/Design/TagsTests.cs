using Importer.Configuration;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Design;

public sealed class TagsTests
{
    [Fact]
    public async Task Tags_come_and_go_with_the_settings_and_touch_nothing_else()
    {
        var first = await RunAsync(["ai", "foundry", "AI"], new());
        Assert.Contains("PUT Tag ai/contoso-openai", first.Gateway.Writes);
        Assert.Contains("PUT Tag foundry/contoso-openai", first.Gateway.Writes);
        first.Gateway.Writes.Clear();

        var second = await RunAsync(["foundry", "team"], first.Gateway);
        Assert.Equal(["PUT Tag team/contoso-openai", "DELETE Tag ai/contoso-openai"], second.Gateway.Writes);
        second.Gateway.Writes.Clear();

        Assert.Equal(
            ["DELETE Tag foundry/contoso-openai", "DELETE Tag team/contoso-openai"],
            (await RunAsync([], second.Gateway)).Gateway.Writes.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData(RunReason.Event, false)]
    [InlineData(RunReason.Drift, true)]
    [InlineData(RunReason.Manual, true)]
    public async Task Where_no_setting_names_a_tag_an_event_does_not_look_for_any(RunReason reason, bool looks)
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));

        await scene.RunAsync(reason: reason);

        Assert.Equal([looks], scene.Gateway.TagsAsked);
    }

    [Fact]
    public async Task Where_a_rule_names_a_tag_an_event_looks_for_tags_too()
    {
        var rule = new ProfileRule
        {
            Match = new() { Account = "other" },
            Fields = new Dictionary<string, Func<ApiProfile, ApiProfile>> { ["Tags"] = profile => profile with { Tags = ["ai"] } },
        };
        var scene = new Scene(TheSettings.Default with { Rules = [rule] });
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));

        await scene.RunAsync(reason: RunReason.Event);

        Assert.Equal([true], scene.Gateway.TagsAsked);
    }

    private static async Task<Scene> RunAsync(string[] tags, InMemoryGateway gateway)
    {
        var scene = new Scene(TheSettings.With(new ApiProfile { Tags = tags }), gateway);
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        return scene;
    }
}
