using System.Security.Cryptography;
using System.Text;
using Importer.Gateway;
using Importer.Tests.Builders;

namespace Importer.Tests.OwnershipRules;

/// <summary>
/// What a fingerprint is made of, reckoned here a second time: were it to change, an upgrade would call everything that stands in a
/// gateway forged. What it is made for comes first, so that none is good for something else.
/// </summary>
public sealed class FingerprintTests
{
    private const string Service = "contoso-apim";

    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];
    private static readonly OwnershipKey Key = new(Secret, Service);
    private static readonly OwnershipTag Tag = new(AnAccount.Id("contoso"), "abc");
    private static readonly OwnershipTag Full = Tag with { Host = "contoso", AdoptedAs = "AzureOpenAI", IsRestored = true };

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    public void A_key_of_less_than_32_bytes_is_refused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new OwnershipKey(new byte[length], Service));

    [Fact]
    public void That_of_an_API_is_made_of_these_words() =>
        Assert.Equal(
            [
                Print("tag", Service, "Api", "contoso-openai", Tag.Source.Value, "", "", ""),
                Print("tag", Service, "Api", "contoso-openai", Tag.Source.Value, "contoso", "AzureOpenAI", "restored"),
            ],
            new[] { Tag, Full }.Select(tag => ((Api)Key.Bind(AnApi("contoso-openai") with { OwnershipTag = tag })).OwnershipTag!.Bound!)
        );

    [Fact]
    public void That_of_what_a_fleet_holds_is_made_of_these_words()
    {
        var tag = Full with { Fleet = "ai", Member = "gpt-4o" };
        var plain = Tag with { Fleet = "ai" };

        Assert.Equal(
            Print(
                "fleet",
                Service,
                "Backend",
                "ai--gpt-4o",
                tag.Source.Value,
                "contoso",
                "AzureOpenAI",
                "restored",
                Hex("ai"),
                Hex("gpt-4o")
            ),
            ((BackendPool)Key.Bind(APool(tag))).OwnershipTag!.Bound
        );
        Assert.Equal(
            Print("fleet", Service, "Backend", "ai--gpt-4o", tag.Source.Value, "", "", "", Hex("ai"), ""),
            ((BackendPool)Key.Bind(APool(plain))).OwnershipTag!.Bound
        );
    }

    [Fact]
    public void Those_of_a_note_and_a_snapshot_are_made_of_these_words()
    {
        var note = new DetachNote(AnAccount.Id("contoso"), "AzureOpenAI") { Host = "contoso" };

        Assert.Equal(
            Print("note", Service, "Api", "contoso-openai", note.Source.Value, "contoso", "AzureOpenAI", ""),
            ((Api)Key.Bind(AnApi("contoso-openai") with { Detached = note })).Detached!.Bound
        );
        Assert.Equal(Print("snapshot", Service, "snapshots/a.json", "00ff"), Key.BindSnapshot("snapshots/a.json", "00ff"));
    }

    [Fact]
    public void A_revision_has_that_of_its_API_and_a_backend_of_such_a_name_has_not()
    {
        var revision = (Api)Key.Bind(AnApi("contoso-openai;rev=2") with { OwnershipTag = Tag });
        var backend = new Backend
        {
            Id = "contoso;rev=2",
            Url = new Uri("https://contoso.openai.azure.com/openai"),
            OwnershipTag = Tag,
        };

        Assert.Equal(Print("tag", Service, "Api", "contoso-openai", Tag.Source.Value, "", "", ""), revision.OwnershipTag!.Bound);
        Assert.Equal(
            Print("tag", Service, "Backend", "contoso;rev=2", Tag.Source.Value, "", "", ""),
            ((Backend)Key.Bind(backend)).OwnershipTag!.Bound
        );
    }

    [Fact]
    public void A_copied_tag_on_a_pool_or_a_fragment_is_taken_off_and_told()
    {
        var tag = Tag with { Fleet = "ai" };
        var genuine = ((BackendPool)Key.Bind(APool(tag))).OwnershipTag!;
        var fragment = new PolicyFragment
        {
            Id = "ai-aliases",
            Xml = "<fragment />",
            OwnershipTag = genuine,
        };

        var (pool, unproven) = Key.Check(APool(genuine) with { Id = "ai--other" });
        var (copied, told) = Key.Check(fragment);

        Assert.Equal((null, tag.Source), (((BackendPool)pool).OwnershipTag, unproven!.Source));
        Assert.Equal((null, tag.Source), (((PolicyFragment)copied).OwnershipTag, told!.Source));
        Assert.Equal(
            (tag, null),
            (((BackendPool)Key.Check(Key.Bind(APool(tag))).Resource).OwnershipTag, Key.Check(Key.Bind(APool(tag))).Unproven)
        );
        var own = Key.Bind(fragment with { OwnershipTag = tag });
        Assert.Equal((tag, null), (((PolicyFragment)Key.Check(own).Resource).OwnershipTag, Key.Check(own).Unproven));
    }

    private static Api AnApi(string id) =>
        new()
        {
            Id = id,
            DisplayName = "x",
            Path = "x",
        };

    private static BackendPool APool(OwnershipTag tag) =>
        new()
        {
            Id = "ai--gpt-4o",
            Description = "x",
            Members = [],
            OwnershipTag = tag,
        };

    private static string Hex(string word) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word));

    private static string Print(params string[] words) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(string.Join('\n', words).ToUpperInvariant())))[..32];
}
