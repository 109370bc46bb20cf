using Importer.Reports;
using Pages;

namespace Browser.Tests;

/// <summary>Each item leads to the portal, to its run and to the runbook, and brings commands that can be copied.</summary>
public sealed class ReportLinkTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    [BrowserFact]
    public async Task Items_lead_to_the_portal_the_run_and_the_runbook()
    {
        var page = await browser.OpenAsync();

        var links = await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('#attention .links a, #drift .links a')].map(one => one.getAttribute('href'))"
        );

        Assert.Contains(
            links,
            link =>
                link.StartsWith("https://portal.azure.com/#@/resource/subscriptions/", StringComparison.Ordinal)
                && link.EndsWith("/accounts/partner", StringComparison.Ordinal)
        );
        Assert.Contains(links, link => link.EndsWith("/service/contoso-apim", StringComparison.Ordinal));
        Assert.Contains("https://wiki.contoso.example/importer/operations.md#what-a-test-call-says", links);
        Assert.Contains("https://wiki.contoso.example/importer/operations.md#permission", links);
        var runs = links.Where(link => link.StartsWith("#run-", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(runs);
        foreach (var run in runs)
        {
            Assert.Equal(1, await page.Locator(run).CountAsync());
        }
    }

    [BrowserFact]
    public async Task Commands_are_there_and_copied_by_a_button()
    {
        var page = await browser.OpenAsync();
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.Locator("#attention .commands button").First.ClickAsync();

        Assert.StartsWith(
            "foundry-importer explain ai-production-northeurope-shared-platform-0001/",
            await page.EvaluateAsync<string>("() => navigator.clipboard.readText()"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("$(reboot)", "foundry-importer explain 'contoso/$(reboot)'")]
    [InlineData("gpt-4o", "foundry-importer explain contoso/gpt-4o")]
    public void A_name_in_a_command_is_only_a_name(string deployment, string command)
    {
        var id =
            $"/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/contoso/deployments/{deployment}";

        Assert.Equal(command, ReportLinks.Commands(new ReportAttention(id, "does not answer", null, null))[0]);
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("a&calc")]
    [InlineData("a\u2019;calc;\u2019b")]
    [InlineData("a\"b")]
    public void A_name_that_some_shell_reads_more_into_gets_no_command(string deployment)
    {
        var id =
            $"/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/contoso/deployments/{deployment}";

        Assert.Empty(ReportLinks.Commands(new ReportAttention(id, "does not answer", null, null)));
    }

    [Theory]
    [InlineData("team/openai", "2024-10-21", true)]
    [InlineData("$(reboot)/openai", "2024-10-21", false)]
    [InlineData("a`reboot`/openai", "2024-10-21", false)]
    [InlineData("a\"; reboot #/openai", "2024-10-21", false)]
    [InlineData("team/openai", "$(reboot)", false)]
    public void A_path_that_a_shell_reads_more_into_gets_no_snippets(string path, string version, bool has)
    {
        var api = new ImportedApi
        {
            Api = "a",
            Path = path,
            Compatibility = Importer.Deployments.Compatibility.AzureOpenAI,
            ApiVersion = version,
            Example = "gpt-4o",
            Does = Importer.Deployments.Capability.Chat,
        };

        Assert.Equal(has, ClientSnippets.ValuesOf(api, "https://contoso.azure-api.net") is not null);
    }
}
