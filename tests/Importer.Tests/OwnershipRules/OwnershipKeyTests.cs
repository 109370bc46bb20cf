using Importer.Gateway;
using Importer.Tests.Apim;
using Importer.Tests.Arm;
using Importer.Tests.Builders;

namespace Importer.Tests.OwnershipRules;

/// <summary>What a description says of ownership is believed only on the resource that the importer wrote it on.</summary>
public sealed class OwnershipKeyTests
{
    private static readonly OwnershipKey Key = new(new byte[32], "contoso-apim");
    private static readonly OwnershipTag OwnershipTag = new(AnAccount.Id("contoso"), "abc")
    {
        Host = "contoso",
        AdoptedAs = "AzureOpenAI",
        IsRestored = true,
    };
    private static readonly DetachNote Note = new(AnAccount.Id("contoso"), "AzureOpenAI") { Host = "contoso" };

    public static TheoryData<string> Kinds => [.. Bound.Keys];

    // What is forged, by what a person changes in the text of a genuine one.
    public static TheoryData<string, string, string> Forgeries
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var kind in Bound.Keys)
            {
                data.Add(kind, "/accounts/contoso", "/accounts/victim");
                data.Add(kind, "/resourceGroups/rg-ai", "/resourceGroups/rg-other");
                data.Add(kind, " host=contoso", " host=victim");
                data.Add(kind, " host=contoso", "");
                data.Add(kind, "AzureOpenAI", "AzureAI");
                data.Add(kind, " bound=", " bound=0");
                data.Add(kind, " bound=", " bind=");
                if (kind != "note")
                {
                    data.Add(kind, " adopted=AzureOpenAI", "");
                    data.Add(kind, " restored", "");
                }
            }

            return data;
        }
    }

    private static Dictionary<string, (GatewayResource Resource, string Text)> Bound { get; } =
        new()
        {
            ["api"] = Genuine(
                new Api
                {
                    Id = "contoso-openai",
                    DisplayName = "x",
                    Path = "x",
                    OwnershipTag = OwnershipTag,
                }
            ),
            ["note"] = Genuine(
                new Api
                {
                    Id = "contoso-openai",
                    DisplayName = "x",
                    Path = "x",
                    Detached = Note,
                }
            ),
            ["backend"] = Genuine(
                new Backend
                {
                    Id = "contoso-openai",
                    Url = new Uri("https://contoso.openai.azure.com"),
                    OwnershipTag = OwnershipTag,
                }
            ),
            ["named value"] = Genuine(new NamedValue { Id = "contoso-openai", OwnershipTag = OwnershipTag }),
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_was_written_is_believed_where_it_was_written(string kind)
    {
        var (resource, text) = Bound[kind];

        var (read, unproven) = Key.Check(With(resource, text));

        Assert.Null(unproven);
        Assert.Equal(resource, read);
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void A_text_that_somebody_changed_gives_no_right(string kind, string what, string into)
    {
        var (resource, text) = Bound[kind];
        var forged = text.Replace(what, into, StringComparison.Ordinal);
        Assert.NotEqual(text, forged);

        Denied(Key.Check(With(resource, forged)));
    }

    // One that names another resource of the same kind, another kind, another service, another key.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_copy_gives_no_right(string kind)
    {
        var (resource, text) = Bound[kind];

        Denied(Key.Check(With(Renamed(resource), text)));
        foreach (var (other, _) in Bound.Values.Where(other => other.Resource.Key != resource.Key))
        {
            Denied(Key.Check(With(other, text)));
        }

        Denied(new OwnershipKey(new byte[32], "fabrikam-apim").Check(With(resource, text)));
        Denied(new OwnershipKey([.. Enumerable.Repeat((byte)1, 32)], "contoso-apim").Check(With(resource, text)));
    }

    [Fact]
    public void Case_of_ids_and_a_revision_of_the_api_and_a_new_design_change_nothing()
    {
        var (_, text) = Bound["api"];
        foreach (var id in new[] { "CONTOSO-OPENAI", "contoso-openai;rev=2" })
        {
            var api = new Api
            {
                Id = id,
                DisplayName = "x",
                Path = "elsewhere",
                OwnershipTag = OwnershipTag.Find(text.Replace("design=abc", "design=def", StringComparison.Ordinal)),
            };

            Assert.Equal("def", ((Api)Key.Check(api).Resource).OwnershipTag?.Design);
        }
    }

    [Fact]
    public async Task The_adapter_binds_what_it_writes_and_takes_off_what_it_reads_and_cannot_verify()
    {
        using var scene = new ApimScene();
        var adopted = ApimScene.OwnershipTag with { AdoptedAs = "AzureOpenAI" };
        scene
            .Arm.On(
                $"GET {ApimScene.Service}/apis",
                ApimScene.List(
                    ApimScene.Api("contoso-openai", "contoso/openai", $"Models. {ApimScene.ApiOwnershipTag}"),
                    ApimScene.Api("copy", "copy", $"Models. {ApimScene.ApiOwnershipTag}"),
                    ApimScene.Api("typed", "typed", $"Typed. {adopted}"),
                    ApimScene.Api("note", "note", $"Typed. {Note}")
                )
            )
            .On(
                $"GET {ApimScene.Service}/backends",
                ApimScene.List(ApimScene.Backend("theirs", $"Models. {ApimScene.BackendOwnershipTag}"))
            )
            .On(
                $"GET {ApimScene.Service}/namedValues",
                ApimScene.List($$"""{"name":"theirs","properties":{"displayName":"theirs","tags":["{{ApimScene.TagOf("key")}}"]} }""")
            );

        var state = await scene.ReadAsync(_ => true);

        Assert.Equal(ApimScene.OwnershipTag, state.Find(Api.KeyFor("contoso-openai"))?.OwnershipTag);
        foreach (
            var key in new[]
            {
                Api.KeyFor("copy"),
                Api.KeyFor("typed"),
                Api.KeyFor("note"),
                new(ResourceKind.Backend, "theirs"),
                new(ResourceKind.NamedValue, "theirs"),
            }
        )
        {
            var found = state.Find(key)!;
            Assert.Null(found.OwnershipTag);
            Assert.Contains("foundry-importer", found.Unproven?.Text, StringComparison.Ordinal);
            Assert.True(found.Resource is not Api api || api is { OwnershipTag: null, Detached: null });
        }
    }

    [Fact]
    public async Task A_mark_that_is_patched_in_place_is_bound_too()
    {
        using var scene = new ApimScene();
        scene.Arm.On($"PATCH {ApimScene.Service}/apis/contoso-openai", new Answer(200, "{}"));

        Assert.Null(await scene.PutAsync(new OwnershipTagPatch(ApimScene.OurApi with { OwnershipTag = null, Detached = Note }), "\"a1\""));

        var description = (string?)scene.Arm.Sent.Single(sent => sent.Method == "PATCH").Json!["properties"]!["description"];
        Assert.Equal(
            Note,
            (
                (Api)ApimScene.Key.Check(ApimScene.OurApi with { OwnershipTag = null, Detached = DetachNote.Find(description) }).Resource
            ).Detached
        );
    }

    private static void Denied((GatewayResource Resource, UnprovenTag? Unproven) read)
    {
        Assert.True(
            read.Resource switch
            {
                Api api => api is { OwnershipTag: null, Detached: null },
                Backend backend => backend.OwnershipTag is null,
                NamedValue named => named is { OwnershipTag: null, KeyOf: null },
                _ => false,
            }
        );
    }

    private static (GatewayResource Resource, string Text) Genuine(GatewayResource resource) =>
        (
            resource,
            Key.Bind(resource) switch
            {
                Api { OwnershipTag: { } tag } => tag.ToString(),
                Api { Detached: { } note } => note.ToString(),
                Backend { OwnershipTag: { } tag } => tag.ToString(),
                NamedValue { OwnershipTag: { } tag } => tag.ToString(),
                _ => throw new InvalidOperationException("not bound"),
            }
        );

    private static GatewayResource With(GatewayResource resource, string text) =>
        resource switch
        {
            Api api => api with { OwnershipTag = OwnershipTag.Find(text), Detached = DetachNote.Find(text) },
            Backend backend => backend with { OwnershipTag = OwnershipTag.Find(text) },
            NamedValue named => named with { OwnershipTag = OwnershipTag.Find(text) },
            _ => resource,
        };

    private static GatewayResource Renamed(GatewayResource resource) =>
        resource switch
        {
            Api api => api with { Id = "copy" },
            Backend backend => backend with { Id = "copy" },
            NamedValue named => named with { Id = "copy" },
            _ => resource,
        };
}
