using Importer.Gateway;
using Importer.Resources;
using Importer.Tests.Arm;

namespace Importer.Tests.Apim;

public sealed class ApimWritingTests : IDisposable
{
    private const string ApiPath = ApimScene.Service + "/apis/contoso-openai";
    private const string PolicyPath = ApiPath + "/policies/policy";
    private const string BackendPath = ApimScene.Service + "/backends/contoso-openai";

    private static readonly ApiPolicy Policy = new() { Api = "contoso-openai", Xml = "<policies><inbound><base /></inbound></policies>" };

    private readonly ApimScene _scene = new();

    public void Dispose() => _scene.Dispose();

    public static TheoryData<int, string, string, WriteFailureKind> Refusals =>
        new()
        {
            { 400, "ValidationError", "One or more fields contain incorrect values:", WriteFailureKind.Permanent },
            { 401, "InvalidAuthenticationToken", "no", WriteFailureKind.Permanent },
            { 403, "AuthorizationFailed", "no", WriteFailureKind.Permanent },
            { 404, "ResourceNotFound", "no", WriteFailureKind.Changed },
            { 409, "PessimisticConcurrencyConflict", "Operation on the API is in progress", WriteFailureKind.Later },
            { 409, "ServiceLocked", "is transitioning at this time", WriteFailureKind.Later },
            { 422, "ManagementApiRequestFailed", "no", WriteFailureKind.Later },
            { 429, "TooManyRequests", "no", WriteFailureKind.Later },
            { 503, "ServiceUnavailable", "no", WriteFailureKind.Later },
        };

    [Fact]
    public async Task An_api_is_imported_in_one_call()
    {
        _scene.Arm.On($"PUT {ApiPath}", new Answer(201, "{}"));

        Assert.Null(await _scene.PutAsync(ApimScene.OurApi));

        var sent = Assert.Single(_scene.Arm.Sent);
        var properties = sent.Json["properties"]!;
        Assert.Equal("*", sent.Headers["If-None-Match"]);
        Assert.Equal("openapi+json", (string?)properties["format"]);
        Assert.Equal("query", (string?)properties["translateRequiredQueryParameters"]);
        Assert.Equal($"Models. {ApimScene.ApiOwnershipTag}", (string?)properties["description"]);
        Assert.Equal("http", (string?)properties["type"]);
        Assert.Equal("api-key", (string?)properties["subscriptionKeyParameterNames"]!["header"]);
    }

    [Fact]
    public async Task The_document_carries_the_name_and_the_mark_too_because_the_import_may_prefer_them()
    {
        _scene.Arm.On($"PUT {ApiPath}", new Answer(201, "{}"));

        await _scene.PutAsync(
            ApimScene.OurApi with
            {
                Definition = ApimScene.OurApi.Definition! with { OpenApi = "\uFEFF" + ApimScene.OurApi.Definition.OpenApi },
            }
        );

        var document = (string?)_scene.Arm.Sent[0].Json["properties"]!["value"];
        Assert.Equal(
            ApimScene
                .OurApi.Definition.OpenApi!.Replace("\"t\"", "\"contoso-openai\"", StringComparison.Ordinal)
                .Replace(
                    "\"version\":\"1\"",
                    $"\"version\":\"1\",\"description\":\"Models. {ApimScene.ApiOwnershipTag}\"",
                    StringComparison.Ordinal
                ),
            document
        );
    }

    [Fact]
    public async Task An_import_that_fails_in_its_operation_fails()
    {
        _scene
            .Arm.On($"PUT {ApiPath}", new Answer(202).With("Location", $"{ApiPath}?asyncId=1&api-version=1"))
            .On(
                $"GET {ApiPath}?asyncId=1",
                Answer.Error(
                    400,
                    "ValidationError",
                    "One or more fields contain incorrect values:",
                    """[{"target":"representation","message":"Parsing error on line 3, column 9"}]"""
                )
            );

        var failure = await _scene.PutAsync(ApimScene.OurApi);

        Assert.Equal(
            new(
                WriteFailureKind.Permanent,
                "ValidationError: One or more fields contain incorrect values: representation: Parsing error on line 3, column 9"
            ),
            failure
        );
    }

    [Fact]
    public async Task What_was_read_from_a_list_is_written_under_its_real_tag()
    {
        var seen = (await _scene.ReadAsync()).Find(ApimScene.OurApi.Key)?.ETag;
        _scene.Arm.On($"PUT {ApiPath}", new Answer(200, "{}"));

        Assert.Null(await _scene.PutAsync(ApimScene.OurApi with { DisplayName = "New" }, seen));

        Assert.Equal("\"a1\"", _scene.Arm.Writes.Single().Headers["If-Match"]);
    }

    [Fact]
    public async Task What_changed_after_it_was_read_is_not_overwritten()
    {
        var seen = (await _scene.ReadAsync()).Find(ApimScene.OurBackend.Key)?.ETag;
        _scene.Arm.On(
            $"GET {BackendPath}",
            new Answer(200, ApimScene.Backend("contoso-openai", "Somebody took the tag away.")).With("ETag", "\"b2\"")
        );

        var failure = await _scene.PutAsync(ApimScene.OurBackend, seen);

        Assert.Equal(WriteFailureKind.Changed, failure?.Kind);
        Assert.Empty(_scene.Arm.Writes);
    }

    [Fact]
    public async Task What_went_away_after_it_was_read_is_not_made_again()
    {
        var seen = (await _scene.ReadAsync()).Find(ApimScene.OurBackend.Key)?.ETag;
        _scene.Arm.On($"GET {BackendPath}", Answer.Error(404, "ResourceNotFound", "gone"));

        Assert.Equal(WriteFailureKind.Changed, (await _scene.PutAsync(ApimScene.OurBackend, seen))?.Kind);
    }

    [Fact]
    public async Task A_tag_that_no_longer_holds_is_a_change()
    {
        _scene.Arm.On($"PUT {PolicyPath}", Answer.Error(412, "PreconditionFailed", "Resource was modified"));

        Assert.Equal(WriteFailureKind.Changed, (await _scene.PutAsync(Policy, "\"p1\""))?.Kind);
    }

    [Fact]
    public async Task A_creation_whose_answer_was_lost_is_found_done()
    {
        _scene.Arm.On($"PUT {ApiPath}", Answer.Dropped, Answer.Error(412, "PreconditionFailed", "exists"));

        Assert.Null(await _scene.PutAsync(ApimScene.OurApi));
    }

    [Fact]
    public async Task A_policy_whose_answer_was_lost_is_found_done()
    {
        _scene
            .Arm.On($"PUT {PolicyPath}", Answer.Dropped, Answer.Error(412, "PreconditionFailed", "exists"))
            .On(
                $"GET {PolicyPath}?format=xml",
                """{"name":"policy","properties":{"value":"<policies>\r\n\t<inbound>\r\n\t\t<base />\r\n\t</inbound>\r\n</policies>"}}"""
            );

        Assert.Null(await _scene.PutAsync(Policy));
    }

    [Theory]
    [InlineData(412, "PreconditionFailed", "exists")]
    [InlineData(400, "ValidationError", "Entity with the given ID already exists. Specify ETag, or '*' for unconditional update.")]
    public async Task A_creation_never_takes_over_what_somebody_else_made(int status, string code, string message)
    {
        _scene
            .Arm.On($"PUT {ApiPath}", Answer.Error(status, code, message))
            .On($"GET {ApiPath}", ApimScene.Api("contoso-openai", "contoso/openai", "Hand-made."));

        Assert.Equal(WriteFailureKind.Changed, (await _scene.PutAsync(ApimScene.OurApi))?.Kind);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_a_value_with_the_words_of_the_service(int status, string code, string message, WriteFailureKind kind)
    {
        _scene.Arm.On($"PUT {BackendPath}", Answer.Error(status, code, message));

        var failure = await _scene.PutAsync(ApimScene.OurBackend);

        Assert.Equal(kind, failure?.Kind);
        Assert.StartsWith(code, failure?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_is_written_as_xml_under_its_tag()
    {
        _scene.Arm.On($"PUT {PolicyPath}", new Answer(200, "{}"));

        Assert.Null(await _scene.PutAsync(Policy, "\"p1\""));

        var sent = Assert.Single(_scene.Arm.Sent);
        Assert.Equal(
            ("\"p1\"", "xml", Policy.Xml),
            (sent.Headers["If-Match"], (string?)sent.Json["properties"]!["format"], (string?)sent.Json["properties"]!["value"])
        );
    }

    [Fact]
    public async Task A_backend_is_written_with_its_breaker_and_read_back_the_same()
    {
        var breaker = new CircuitBreaker(3, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(90), 429, 599);
        var wanted = ApimScene.OurBackend with { CircuitBreaker = breaker };
        _scene.Arm.On($"PUT {BackendPath}", new Answer(201, "{}"));
        await _scene.PutAsync(wanted);
        var body = _scene.Arm.Sent[0].Json;
        body["name"] = wanted.Id;

        _scene.Arm.On($"GET {ApimScene.Service}/backends", ApimScene.List(body.ToJsonString()));

        Assert.Equal(wanted, (await _scene.ReadAsync(_ => false)).Find(wanted.Key)?.Resource);
    }

    [Fact]
    public async Task A_key_is_read_at_the_moment_of_writing_and_kept_secret()
    {
        _scene.Arm.On($"PUT {ApimScene.Service}/namedValues/contoso-key", new Answer(201, "{}"));

        Assert.Null(
            await _scene.PutAsync(
                new NamedValue
                {
                    Id = "contoso-key",
                    OwnershipTag = ApimScene.OwnershipTag,
                    KeyOf = ResourceId.Parse(ApimScene.Account),
                }
            )
        );

        var properties = _scene.Arm.Sent[0].Json["properties"]!;
        var print = KeyFingerprint.Of(ResourceId.Parse(ApimScene.Account), "key of contoso");
        Assert.Equal(
            ("key of contoso", true, ApimScene.TagOf("contoso-key").WithExternalFingerprint(print).ToString()),
            ((string?)properties["value"], (bool?)properties["secret"], (string?)properties["tags"]![0])
        );
    }

    [Fact]
    public async Task A_key_in_a_vault_is_only_pointed_to()
    {
        _scene.Arm.On($"PUT {ApimScene.Service}/namedValues/contoso-key", new Answer(201, "{}"));

        await _scene.PutAsync(
            new NamedValue
            {
                Id = "contoso-key",
                OwnershipTag = ApimScene.OwnershipTag,
                KeyVaultSecret = new("https://v.vault.azure.net/secrets/k"),
            }
        );

        var properties = _scene.Arm.Sent[0].Json["properties"]!;
        Assert.Null(properties["value"]);
        Assert.Equal("https://v.vault.azure.net/secrets/k", (string?)properties["keyVault"]!["secretIdentifier"]);
    }

    [Theory]
    [InlineData(201, "{}")]
    [InlineData(409, """{"error":{"code":"Conflict","message":"Link already exists between specified Product and Api"}}""")]
    public async Task A_link_that_is_there_is_a_link_made(int status, string body)
    {
        _scene.Arm.On($"PUT {ApimScene.Service}/products/ai-team/apis/contoso-openai", new Answer(status, body));

        Assert.Null(await _scene.PutAsync(new ProductLink { Product = "ai-team", Api = "contoso-openai" }));
    }

    [Theory]
    [InlineData(201, "{}")]
    [InlineData(409, """{"error":{"code":"RoleAssignmentExists","message":"The role assignment already exists."}}""")]
    public async Task A_role_is_granted_under_a_name_that_never_changes(int status, string body)
    {
        // Known to every version of the importer: another name would grant the role a second time.
        const string Name = "0f575a07-cd14-ed30-6c7d-b7640104edf1";
        _scene.Arm.On($"PUT {ApimScene.Account}{ApimScene.Roles}/{Name}", new Answer(status, body));

        Assert.Null(await _scene.PutAsync(ApimScene.OurRole));

        var properties = _scene.Arm.Writes.Single().Json["properties"]!;
        Assert.Equal(("ServicePrincipal", ApimScene.Principal), ((string?)properties["principalType"], (string?)properties["principalId"]));
        Assert.EndsWith($"/roleDefinitions/{ApimScene.OurRole.RoleId}", (string?)properties["roleDefinitionId"], StringComparison.Ordinal);
        Assert.Equal(ApimScene.OwnershipTag.Source, OwnershipTag.Find((string?)properties["description"])?.Source);
    }

    [Fact]
    public async Task A_principal_that_the_directory_does_not_know_yet_is_left_for_later()
    {
        var name = Importer.Apim.ApimRoles.NameOf(ApimScene.OurRole, ApimScene.Principal);
        _scene.Arm.On(
            $"PUT {ApimScene.Account}{ApimScene.Roles}/{name}",
            Answer.Error(400, "PrincipalNotFound", "does not exist in the directory")
        );

        Assert.Equal(WriteFailureKind.Later, (await _scene.PutAsync(ApimScene.OurRole))?.Kind);
    }

    [Theory]
    [InlineData("""{"type":"None"}""", "SystemAssigned", null)]
    [InlineData("null", "SystemAssigned", null)]
    [InlineData(
        """{"type":"UserAssigned","userAssignedIdentities":{"/a/b":{"clientId":"c"}}}""",
        "SystemAssigned, UserAssigned",
        """{"/a/b":{}}"""
    )]
    public async Task An_identity_is_added_to_those_that_are_there(string identity, string type, string? kept)
    {
        _scene
            .Arm.On(
                $"GET {ApimScene.Service}",
                new Answer(200, ApimScene.ServiceBody(identity: identity)),
                new Answer(200, ApimScene.ServiceBody())
            )
            .On($"PATCH {ApimScene.Service}", new Answer(202).With("Location", "/operation?api-version=1"))
            .On("GET /operation", new Answer(200, ApimScene.ServiceBody()));

        Assert.Null(await _scene.PutAsync(new ServiceIdentity()));

        var sent = _scene.Arm.Writes.Single().Json["identity"]!;
        Assert.Equal((type, kept), ((string?)sent["type"], sent["userAssignedIdentities"]?.ToJsonString()));
    }
}
