using System.Text.Json.Nodes;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Health;
using Importer.Tests.Builders;

namespace Importer.Tests.Health;

/// <summary>The test call of each family asks for what its models take.</summary>
public sealed class FamilyProbesTests
{
    [Theory]
    [InlineData("gpt-4o", Compatibility.AzureOpenAI, "deployments/gpt-4o/chat/completions?api-version=2024-10-21")]
    [InlineData("gpt-5-codex", Compatibility.AzureOpenAI, "responses?api-version=2024-10-21")]
    [InlineData("gpt-5-codex", Compatibility.AzureOpenAIV1, "responses")]
    [InlineData("whisper", Compatibility.AzureOpenAIV1, "audio/transcriptions")]
    [InlineData("tts-hd", Compatibility.AzureOpenAIV1, "audio/speech")]
    [InlineData("Cohere-embed-v3-english", Compatibility.AzureAI, "embeddings?api-version=2024-10-21")]
    public void The_call_goes_where_the_family_is_served(string model, Compatibility compatibility, string route) =>
        Assert.Equal(route, ProbeRequests.For(Target(model, compatibility), new HealthSettings()).Request!.Route);

    [Theory]
    [InlineData("o3-deep-research", "refuses calls without one of its search tools")]
    [InlineData("computer-use-preview", "refuses calls without its tool")]
    public void What_a_small_call_cannot_prove_is_not_called_and_said(string model, string reason)
    {
        var (request, said) = ProbeRequests.For(Target(model, Compatibility.AzureOpenAI), new HealthSettings());

        Assert.Null(request);
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    [Fact]
    public void No_operation_is_called_that_the_document_of_the_api_does_not_have()
    {
        var target = Target("gpt-4o", Compatibility.AzureOpenAI);

        Assert.Equal(
            Capability.Responses,
            ProbeRequests
                .For(target with { Callable = new HashSet<Capability> { Capability.Responses } }, new HealthSettings())
                .Request!.Capability
        );
        Assert.Equal(
            "no operation of AzureOpenAI tests it",
            ProbeRequests.For(target with { Callable = new HashSet<Capability>() }, new HealthSettings()).Reason
        );
    }

    [Theory]
    [InlineData("gpt-5")]
    [InlineData("o1")]
    [InlineData("o4-mini")]
    public async Task A_reasoning_model_gets_tokens_enough_to_finish_its_thoughts(string model) =>
        Assert.True((int)(await BodyAsync(model, Compatibility.AzureOpenAI))["max_completion_tokens"]! >= 256);

    [Fact]
    public async Task An_audio_model_gets_audio()
    {
        var body = await BodyAsync("gpt-4o-audio-preview", Compatibility.AzureOpenAI);

        var part = body["messages"]![0]!["content"]!.AsArray().Single(part => (string)part!["type"]! == "input_audio");
        Assert.Equal("wav", (string)part!["input_audio"]!["format"]!);
        Assert.StartsWith(
            "RIFF",
            System.Text.Encoding.ASCII.GetString(Convert.FromBase64String((string)part["input_audio"]!["data"]!)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(423, "")]
    [InlineData(423, """{"error":{"code":"Locked","message":"…"}}""")]
    [InlineData(400, """{"error":{"code":"DeploymentPaused","message":"…"}}""")]
    public void A_locked_deployment_is_a_paused_one(int status, string body) =>
        Assert.Equal(CauseCode.DeploymentPaused, CauseFinder.Find(ProbeFault.Read(status, body, null), new ProbeFacts()).Code);

    private static async Task<JsonObject> BodyAsync(string model, Compatibility compatibility)
    {
        using var content = ProbeRequests.For(Target(model, compatibility), new HealthSettings()).Request!.Content();
        return JsonNode.Parse(await content.ReadAsStringAsync())!.AsObject();
    }

    private static ProbeTarget Target(string model, Compatibility compatibility) =>
        new()
        {
            Deployment = ADeployment.Of(model),
            Api = "a",
            Path = "contoso",
            Compatibility = compatibility,
            ApiVersion = "2024-10-21",
            KeyHeader = "api-key",
        };
}
