using System.Net;
using Xunit.Abstractions;

namespace EndToEnd.Tests.Settings;

/// <summary>
/// Documents as people import them, from an address to an API that answers: the published ones where they are at hand, and one as large
/// always.
/// </summary>
[Collection(nameof(SettingsCloud))]
public sealed class LargeDocumentTests(SettingsCloud cloud, ITestOutputHelper output)
{
    [Theory]
    [InlineData("azure-openai-2024-10-21.json", 6, "openai", "gpt-4o", "OpenAI")]
    [InlineData("ai-gateway/AIFoundryAzureAI.json", 5, "models", "DeepSeek-R1", "DeepSeek")]
    [InlineData("ai-gateway/AIFoundryOpenAI.json", 49, "openai", "gpt-4o", "OpenAI")]
    [InlineData("ai-gateway/AIFoundryOpenAIV1.json", 60, "openai-v1", "gpt-4o", "OpenAI")]
    public async Task A_published_document_becomes_an_api_that_answers(
        string file,
        int operations,
        string suffix,
        string model,
        string format
    )
    {
        if (Published(file) is not { } text)
        {
            output.WriteLine($"Not checked: {file} is not beside the repository (shared/specs/dataplane).");
            return;
        }

        await ImportAsync($"doc{operations}", text, operations, suffix, model, format);
    }

    [Fact]
    public async Task A_document_of_sixty_operations_becomes_an_api_that_answers() =>
        await ImportAsync(
            "made60",
            OpenApiTests.Document(["/chat/completions", .. Enumerable.Range(0, 59).Select(number => $"/things/{number}")]),
            60,
            "openai",
            "gpt-4o",
            "OpenAI"
        );

    private async Task ImportAsync(string account, string text, int operations, string suffix, string model, string format)
    {
        SettingsCloud.Documents.Publish(text);
        await cloud.PrepareAsync();
        await cloud.AccountAsync(account, suffix == "openai-v1" ? ["source=openapi", "compat=v1"] : ["source=openapi"]);
        await cloud.Arm.DeployAsync(account, model, format);
        await cloud.SettleAsync();

        var api = $"{account}-{suffix}";
        Assert.Equal([api], (await cloud.Arm.ApisOfAsync(account)).Keys);
        Assert.Equal(operations, (int)(await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/{api}/operations?$top=1"))!["count"]!);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(account, suffix, model)).Status);
        Assert.DoesNotContain(await cloud.PlanOfAsync(account), step => step.Contains(account, StringComparison.Ordinal));
    }

    private Task<Reply> AskAsync(string account, string suffix, string model) =>
        suffix switch
        {
            "openai" => cloud.Gateway.ChatAsync(account, model),
            "models" => cloud.Gateway.InferAsync(account, model),
            _ => cloud.Gateway.PostAsync($"{account}/openai/v1/chat/completions", GatewayCaller.Question(model)),
        };

    private static string? Published(string file)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, "shared", "specs", "dataplane", file);
            if (File.Exists(path))
            {
                return File.ReadAllText(path);
            }
        }

        return null;
    }
}
