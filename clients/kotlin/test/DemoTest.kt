// The client against the served demo school (tests/demo_server.py starts it and says where in DOWNWIND_URL).
import org.downwind.client.apis.AccountsApi
import org.downwind.client.apis.ExamsApi
import org.downwind.client.apis.TrainingsApi
import org.downwind.client.infrastructure.ApiClient
import org.downwind.client.infrastructure.ApiError
import org.downwind.client.models.AnswerInput
import org.downwind.client.models.EnrollInput
import org.downwind.client.models.LoginInput
import org.downwind.client.models.TrainingType
import java.util.UUID

fun main() {
    val client = ApiClient(System.getenv("DOWNWIND_URL"))
    val accounts = AccountsApi(client)
    logIn(client, "student")
    takeExam(TrainingsApi(client), ExamsApi(client))
    val unknown = expectError { TrainingsApi(client).viewTraining(UUID.randomUUID().toString()) }
    check(unknown.status == 404 && unknown.message!!.isNotEmpty())

    check(accounts.logout().logout)
    check(expectError { accounts.viewOwnUser() }.status == 401)
    enrollNewcomer(client)
    println("The Kotlin client works.")
}

/** The id of the user whose session `client` has now. */
fun logIn(client: ApiClient, login: String): String {
    val response = AccountsApi(client).login(LoginInput("$login@demo.example", "demo-flight-1")).response
    client.token = response.token
    return response.userId.toString()
}

fun enrollNewcomer(client: ApiClient) {
    val newcomer = logIn(client, "fresh")
    logIn(client, "manager")
    val trainings = TrainingsApi(client)
    val id = trainings.listManagedTrainings(limit = 1).trainings.first().training.id
    val enrolled = trainings.enrollStudents(EnrollInput(id, listOf(newcomer), finishBefore = "2030-12-31"))
    check(enrolled.results.keys == setOf(newcomer))
    val wrong = expectError { trainings.enrollStudents(EnrollInput("no id", listOf(newcomer))) }
    check(wrong.status == 404 && wrong.message!!.isNotEmpty())
}

fun takeExam(trainings: TrainingsApi, exams: ExamsApi) {
    val online = trainings.listMyTrainings(limit = 100).trainings.map { it.training }
        .first { it.type == TrainingType.DISTANCE && !it.finished }
    val training = trainings.viewTraining(online.enrollmentId).training
    check(training.trainingsUser?.notes == null && training.supervisor?.email == "instructor@demo.example")

    val exam = training.training.trainingSubject.flatMap { it.trainingSubjectExam }
        .first { exams.viewExamStart(online.enrollmentId, it.id).canStart }
    val key = mapOf("Idempotency-Key" to UUID.randomUUID().toString())
    val attempt = exams.startExam(online.enrollmentId, exam.id, headers = key).attemptId
    val paper = exams.doExam(attempt).examAttemptDetail
    val last = paper.map { exams.answerExam(AnswerInput(it.id, it.trainingQuestionOption.first().id)) }.last()
    check(last.answered == paper.size && last.total == paper.size)
    val result = exams.finishExam(attempt)
    check(result.result && result.attemptId == attempt && exams.viewExam(attempt).examAttempt.passed == result.passed)
}

fun expectError(call: () -> Any?): ApiError = try {
    call()
    error("This call should have failed.")
} catch (error: ApiError) {
    error
}
