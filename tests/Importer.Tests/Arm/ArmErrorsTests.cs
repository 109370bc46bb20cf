using Importer.Arm;

namespace Importer.Tests.Arm;

public sealed class ArmErrorsTests
{
    private static readonly ArmCall Call = new(
        "PUT",
        "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ApiManagement/service/x/apis/y"
    );

    [Theory]
    [InlineData(0, "ConnectionFailed", "", ArmErrorKind.Later)]
    [InlineData(200, "ValidationError", "bad document", ArmErrorKind.Permanent)]
    [InlineData(200, "InternalServerError", "", ArmErrorKind.Later)]
    [InlineData(400, "ValidationError", "One or more fields", ArmErrorKind.Permanent)]
    [InlineData(400, "PrincipalNotFound", "does not exist in the directory", ArmErrorKind.Later)]
    [InlineData(400, "ValidationError", "Entity with the given ID already exists. Specify ETag", ArmErrorKind.Changed)]
    [InlineData(401, "ExpiredAuthenticationToken", "", ArmErrorKind.Permanent)]
    [InlineData(403, "AuthorizationFailed", "", ArmErrorKind.Permanent)]
    [InlineData(404, "ResourceNotFound", "", ArmErrorKind.Gone)]
    [InlineData(408, "", "", ArmErrorKind.Later)]
    [InlineData(409, "PessimisticConcurrencyConflict", "", ArmErrorKind.Busy)]
    [InlineData(409, "Conflict", "Operation on the API is in progress", ArmErrorKind.Busy)]
    [InlineData(409, "ManagementApiRequestFailed", "", ArmErrorKind.Busy)]
    [InlineData(409, "RequestConflict", "Another operation is being performed", ArmErrorKind.Busy)]
    [InlineData(409, "ServiceLocked", "is transitioning at this time", ArmErrorKind.Later)]
    [InlineData(409, "Conflict", "The API Service x is transitioning at this time.", ArmErrorKind.Later)]
    [InlineData(409, "ScopeLocked", "cannot perform delete operation", ArmErrorKind.Permanent)]
    [InlineData(409, "RoleAssignmentExists", "", ArmErrorKind.AlreadyThere)]
    [InlineData(409, "Conflict", "Link already exists between specified Product and Api", ArmErrorKind.AlreadyThere)]
    [InlineData(409, "SomethingNew", "", ArmErrorKind.Later)]
    [InlineData(412, "PreconditionFailed", "", ArmErrorKind.Changed)]
    [InlineData(413, "RequestTooLarge", "", ArmErrorKind.Permanent)]
    [InlineData(422, "ManagementApiRequestFailed", "", ArmErrorKind.Busy)]
    [InlineData(422, "Unprocessable", "", ArmErrorKind.Permanent)]
    [InlineData(429, "TooManyRequests", "", ArmErrorKind.Later)]
    [InlineData(500, "", "", ArmErrorKind.Later)]
    [InlineData(501, "NotImplemented", "", ArmErrorKind.Permanent)]
    [InlineData(503, "ServiceUnavailable", "", ArmErrorKind.Later)]
    public void Every_answer_has_one_meaning(int status, string code, string message, object kind) =>
        Assert.Equal(kind, ArmErrors.Classify(status, new() { Code = code, Message = message }));

    [Fact]
    public void A_refusal_names_the_right_that_is_missing()
    {
        var error = new ArmError
        {
            Code = "AuthorizationFailed",
            Message =
                "The client 'abc' with object id 'def' does not have authorization to perform action 'Microsoft.X/toys/read' over scope '/subscriptions/s' or the scope is invalid.",
        };

        Assert.Equal(
            "AuthorizationFailed: the importer's identity lacks Microsoft.X/toys/read on /subscriptions/s",
            ArmErrors.Sentence(Call, 403, error)
        );
    }

    [Theory]
    [InlineData("PUT", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.A/b/c", "Microsoft.A/b/write")]
    [InlineData("GET", "/subscriptions/s/providers/Microsoft.A/b", "Microsoft.A/b/read")]
    [InlineData("DELETE", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.A/b/c/d/e", "Microsoft.A/b/d/delete")]
    [InlineData("POST", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.A/b/c/listKeys", "Microsoft.A/b/listKeys/action")]
    [InlineData("PUT", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.A/b/c/providers/Microsoft.B/d/e", "Microsoft.B/d/write")]
    [InlineData("GET", "/subscriptions/s", null)]
    public void A_call_knows_the_right_it_needs(string method, string path, string? action) =>
        Assert.Equal(action, new ArmCall(method, path).Action);

    [Fact]
    public void A_refusal_without_words_names_the_right_that_the_call_needs() =>
        Assert.Equal(
            $"Forbidden: the importer's identity lacks Microsoft.ApiManagement/service/apis/write on {Call.Path}",
            ArmErrors.Sentence(Call, 403, new() { Code = "Forbidden", Message = "" })
        );

    [Fact]
    public void An_answer_without_a_code_is_told_by_its_status() =>
        Assert.Equal("HTTP 502", ArmErrors.Sentence(Call, 502, new() { Code = "", Message = "" }));
}
