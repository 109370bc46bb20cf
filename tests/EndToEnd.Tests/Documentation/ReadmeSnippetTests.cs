using EndToEnd.Tests.Clients;
using EndToEnd.Tests.Families;

namespace EndToEnd.Tests.Documentation;

/// <summary>The lines of README.md that call a model, run as they stand there but for what is in angle brackets.</summary>
[Collection(nameof(FamiliesCloud))]
public sealed class ReadmeSnippetTests(FamiliesCloud cloud)
{
    [NodeFact]
    public async Task The_first_call_of_the_README_is_answered()
    {
        await cloud.PrepareClientsAsync();
        var snippet = DocumentedBlocks
            .Single(DocumentedBlocks.Readme, "import { AzureOpenAI } from \"openai\";")
            .Text.Replace("https://<gateway>/<account>", cloud.Gateway.At("clients").Endpoint.AbsoluteUri, StringComparison.Ordinal)
            .Replace("<subscription key>", cloud.Gateway.Key, StringComparison.Ordinal)
            .Replace("<deployment>", "gpt-4o", StringComparison.Ordinal);
        Assert.DoesNotContain('<', snippet);

        var printed = await SnippetRunner.RunAsync(
            "JavaScript",
            $"{snippet}\nconsole.log(answer.choices[0].message.role);",
            cloud.Gateway.Key,
            needsOldLibrary: false
        );

        Assert.Equal("assistant", printed.Trim());
    }
}
