using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class ContentSafetyTests
{
    [Fact]
    public void Categories_and_block_lists_are_optional() =>
        Golden.Is("""<llm-content-safety backend-id="safety" />""", new ContentSafety { BackendId = "safety" });

    [Fact]
    public void Everything_is_written_when_given() =>
        Golden.Is(
            """
            <llm-content-safety backend-id="safety" shield-prompt="true" enforce-on-completions="false">
              <categories output-type="EightSeverityLevels">
                <category name="Hate" threshold="4" />
                <category name="SelfHarm" threshold="7" />
              </categories>
              <blocklists>
                <id>house-words</id>
                <id>rivals</id>
              </blocklists>
            </llm-content-safety>
            """,
            new ContentSafety
            {
                BackendId = "safety",
                ShieldPrompt = true,
                EnforceOnCompletions = false,
                OutputType = SeverityLevels.EightSeverityLevels,
                Categories = [new(HarmCategory.Hate, 4), new(HarmCategory.SelfHarm, 7)],
                Blocklists = ["house-words", "rivals"],
            }
        );

    [Fact]
    public void A_threshold_outside_zero_to_seven_is_refused() =>
        Golden.Refuses(
            "threshold of Violence lies between 0 and 7",
            new ContentSafety { BackendId = "safety", Categories = [new(HarmCategory.Violence, 8)] }
        );
}
