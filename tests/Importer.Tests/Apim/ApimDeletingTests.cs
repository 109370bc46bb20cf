using Importer.Gateway;
using Importer.Tests.Arm;

namespace Importer.Tests.Apim;

public sealed class ApimDeletingTests : IDisposable
{
    private const string ApiPath = ApimScene.Service + "/apis/contoso-openai";
    private const string PolicyPath = ApiPath + "/policies/policy";
    private const string BackendPath = ApimScene.Service + "/backends/contoso-openai";

    private static readonly ApiPolicy Policy = new() { Api = "contoso-openai", Xml = "<policies><inbound><base /></inbound></policies>" };

    private readonly ApimScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task An_api_is_deleted_with_its_revisions_and_under_a_condition()
    {
        var seen = (await _scene.ReadAsync()).Find(ApimScene.OurApi.Key)?.ETag;
        _scene.Arm.On($"DELETE {ApiPath}?deleteRevisions=true", new Answer(200));

        Assert.Null(await _scene.DeleteAsync(ApimScene.OurApi.Key, seen));

        Assert.Equal("\"a1\"", _scene.Arm.Writes.Single().Headers["If-Match"]);
    }

    [Fact]
    public async Task What_changed_after_it_was_read_is_not_deleted()
    {
        var seen = (await _scene.ReadAsync()).Find(ApimScene.OurApi.Key)?.ETag;
        _scene.Arm.On($"GET {ApiPath}", ApimScene.Api("contoso-openai", "contoso/openai", "Now mine."));

        Assert.Equal(WriteFailureKind.Changed, (await _scene.DeleteAsync(ApimScene.OurApi.Key, seen))?.Kind);
        Assert.Empty(_scene.Arm.Writes);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(404)]
    public async Task What_is_gone_is_deleted(int status)
    {
        var answer = status == 404 ? Answer.Error(404, "ResourceNotFound", "not found") : new Answer(status);
        _scene.Arm.On($"DELETE {PolicyPath}", answer).On($"DELETE {ApimScene.Service}/products/ai-team/apis/contoso-openai", answer);

        Assert.Null(await _scene.DeleteAsync(Policy.Key));
        Assert.Null(await _scene.DeleteAsync(new(ResourceKind.ProductLink, "ai-team/contoso-openai")));
    }

    [Fact]
    public async Task A_scope_that_is_locked_is_told()
    {
        _scene.Arm.On(
            $"DELETE {BackendPath}",
            Answer.Error(409, "ScopeLocked", "cannot perform delete operation because following scope(s) are locked")
        );

        var failure = await _scene.DeleteAsync(ApimScene.OurBackend.Key, "\"b1\"");

        Assert.Equal(WriteFailureKind.Permanent, failure?.Kind);
        Assert.Contains("are locked", failure?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        400,
        "ValidationError",
        "The Backend 'contoso-openai' is used by the following entities: /apis/petstore/operations/one/policies/policy"
    )]
    [InlineData(409, "Conflict", "The backend is in use.")]
    public async Task A_backend_that_something_uses_is_kept_by_the_service_and_that_is_told_apart(int status, string code, string message)
    {
        _scene.Arm.On($"DELETE {BackendPath}", Answer.Error(status, code, message));

        var failure = await _scene.DeleteAsync(ApimScene.OurBackend.Key, "\"b1\"");

        Assert.Equal(WriteFailureKind.InUse, failure?.Kind);
        Assert.Contains(message, failure?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_for_another_reason_is_no_use()
    {
        _scene.Arm.On($"DELETE {BackendPath}", Answer.Error(400, "ValidationError", "The name is wrong."));

        Assert.Equal(WriteFailureKind.Permanent, (await _scene.DeleteAsync(ApimScene.OurBackend.Key, "\"b1\""))?.Kind);
    }

    [Theory]
    [InlineData(ResourceKind.Identity)]
    [InlineData(ResourceKind.Role)]
    public async Task An_identity_and_a_role_are_never_withdrawn(ResourceKind kind)
    {
        var failure = await _scene.DeleteAsync(new(kind, ApimScene.Account));

        Assert.Equal(WriteFailureKind.Permanent, failure?.Kind);
        Assert.Empty(_scene.Arm.Sent);
    }

    [Fact]
    public async Task Writes_to_one_api_do_not_overlap()
    {
        var (running, most) = (0, 0);
        var counted = new Answer(200, "{}")
        {
            Before = () => most = Math.Max(most, Interlocked.Increment(ref running)),
            After = () => Interlocked.Decrement(ref running),
        };
        _scene.Arm.On($"PUT {ApiPath}", counted).On($"PUT {PolicyPath}", counted);

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(number =>
                    Task.Run(() => number % 2 == 0 ? _scene.PutAsync(ApimScene.OurApi, "\"a1\"") : _scene.PutAsync(Policy, "\"p1\""))
                )
        );

        Assert.Equal((1, 20), (most, _scene.Arm.Sent.Count));
    }

    [Fact]
    public async Task An_api_settles_after_an_import_before_the_next_write()
    {
        _scene
            .Arm.On($"PUT {ApiPath}", new Answer(201, "{}"))
            .On($"PUT {PolicyPath}", new Answer(201, "{}"))
            .On($"PUT {BackendPath}", new Answer(201, "{}"));

        await _scene.PutAsync(ApimScene.OurApi);
        await _scene.PutAsync(ApimScene.OurBackend);
        Assert.Empty(_scene.Arm.Clock.Waits);

        await _scene.PutAsync(Policy);
        await _scene.PutAsync(Policy, "\"p1\"");
        Assert.Single(_scene.Arm.Clock.Waits);
    }
}
